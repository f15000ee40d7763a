package io.portrait.cli.feed;

import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import io.portrait.shop.ShopTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The records of a made-up shop: its past at once, or its present as it happens. */
public final class ShopSource implements RecordSource {

  /** How much past there is. */
  public static final Duration PAST = Duration.ofDays(30);

  private static final long SEED = 1;

  private final String name;
  private final ShopTraffic traffic;
  private final long startMillis;
  private final long endMillis;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private ShopSource(String name, ShopTraffic traffic, Instant start, long endMillis) {
    this.name = name;
    this.traffic = traffic;
    this.startMillis = start.toEpochMilli();
    this.endMillis = endMillis;
  }

  /** The {@link #PAST} before a moment: about 660,000 records, the same for the same moment. */
  public static ShopSource past(Instant end) {
    Instant start = end.minus(PAST);
    return new ShopSource(
        "shop:past:" + end.toEpochMilli(), traffic(start), start, end.toEpochMilli());
  }

  /**
   * What happens from now on, without end, each record when it is due.
   *
   * @param eventsPerSecond on average, over 0
   */
  public static ShopSource live(Instant start, double eventsPerSecond) {
    ShopTraffic traffic = traffic(start);
    traffic.setEventsPerSecond(eventsPerSecond, start);
    return new ShopSource("shop:live:" + start.toEpochMilli(), traffic, start, Long.MAX_VALUE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte @Nullable [] next() throws InterruptedException {
    long due = traffic.nextMillis();
    if (due >= endMillis) {
      return null;
    }
    long early = due - System.currentTimeMillis();
    if (early > 0 && stopped.await(early, TimeUnit.MILLISECONDS)) {
      return null;
    }
    return traffic.next().value();
  }

  @Override
  public void stop() {
    stopped.countDown();
  }

  @Override
  public double progress() {
    return endMillis == Long.MAX_VALUE
        ? Double.NaN
        : Math.min(1, (double) (traffic.nextMillis() - startMillis) / (endMillis - startMillis));
  }

  @Override
  public void close() {}

  private static ShopTraffic traffic(Instant start) {
    return new ShopGenerator(SEED, ShopRates.DEFAULT).from(start);
  }
}
