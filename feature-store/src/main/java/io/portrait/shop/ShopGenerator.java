package io.portrait.shop;

import com.google.common.base.Preconditions;
import com.google.common.collect.AbstractIterator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a small shop. The same seed, rates and starting moment give the same bytes,
 * on any machine. Memory goes with the number of visitors, not of events.
 *
 * <pre>{@code
 * Instant now = clock.instant();
 * ShopTraffic traffic = new ShopGenerator(1, ShopRates.DEFAULT).from(now.minus(Duration.ofDays(30)));
 * while (traffic.nextMillis() < now.toEpochMilli()) { // history, as fast as it goes
 *   send(traffic.next());
 * }
 * traffic.setEventsPerSecond(200, now); // then live
 * for (;;) {
 *   sleepUntil(traffic.nextMillis());
 *   send(traffic.next());
 * }
 * }</pre>
 */
public final class ShopGenerator {

  private final long seed;
  private final ShopRates rates;
  private final Assortment assortment;

  /** A shop of these rates. */
  public ShopGenerator(long seed, ShopRates rates) {
    this.seed = seed;
    this.rates = rates;
    assortment = new Assortment(seed, rates.items());
  }

  /** The shop from a moment on, without end. */
  public ShopTraffic from(Instant start) {
    long fromMillis = start.toEpochMilli();
    double[] intervals = intervalsMillis();
    List<Visitor> visitors = new ArrayList<>(rates.users());
    for (int place = 0; place < rates.users(); place++) {
      Dice dice = new Dice(seed, place);
      visitors.add(new Visitor(place, rates, assortment, dice, intervals[place], fromMillis));
    }
    return new ShopTraffic(rates, new Dice(seed, -2), visitors);
  }

  /**
   * The records sent from one moment to another, in the order in which they are sent. Late ones
   * that would be sent after the end are not among them.
   *
   * @param end exclusive, after the start
   */
  public Iterator<GeneratedRecord> between(Instant start, Instant end) {
    Preconditions.checkArgument(start.isBefore(end), "%s is not before %s", start, end);
    ShopTraffic traffic = from(start);
    long endMillis = end.toEpochMilli();
    return new AbstractIterator<>() {
      @Override
      protected @Nullable GeneratedRecord computeNext() {
        return traffic.nextMillis() < endMillis ? traffic.next() : endOfData();
      }
    };
  }

  /** For each place, how far apart sessions start on average. */
  private double[] intervalsMillis() {
    ShopRates.Visits visits = rates.visits();
    int users = rates.users();
    int hot = visits.hotTraffic() == 0 ? 0 : (int) Math.ceil(users * visits.hotUsers());
    double hotTraffic = hot == users ? 1 : hot == 0 ? 0 : visits.hotTraffic();
    double[] weights = new double[users];
    double sum = 0;
    for (int place = hot; place < users; place++) {
      weights[place] = StrictMath.pow(place - hot + 1 + users * 0.01, -visits.skew());
      sum += weights[place];
    }
    double sessionsPerMilli = users * visits.sessionsPerDay() / Duration.ofDays(1).toMillis();
    for (int place = 0; place < users; place++) {
      double share = place < hot ? hotTraffic / hot : (1 - hotTraffic) * weights[place] / sum;
      weights[place] = 1 / (sessionsPerMilli * share);
    }
    return weights;
  }
}
