package io.portrait.benchmark;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * Lets the first events pass as fast as they may, waits until nothing has come of them for a while,
 * and lets the others pass by the clock. For a source of one task.
 *
 * @param fast how many events are fast
 * @param perSecond how many of the others pass a second
 */
record ClockPace(long fast, int perSecond) implements RateLimiterStrategy {

  private static final long serialVersionUID = 1;

  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final long LOOK_MILLIS = 100;

  @Override
  public RateLimiter createRateLimiter(int parallelism) {
    return new Pace();
  }

  private final class Pace implements RateLimiter {

    private long passed;
    private long startNanos;

    @Override
    public CompletionStage<Void> acquire() {
      long number = passed++ - fast;
      if (number < 0) {
        return CompletableFuture.completedFuture(null);
      }
      if (number == 0) {
        return quiet().thenRun(() -> startNanos = System.nanoTime());
      }
      long due = startNanos + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
      return after(due - System.nanoTime());
    }
  }

  private static CompletableFuture<Void> quiet() {
    return TickWatch.quietNanos() > QUIET.toNanos()
        ? CompletableFuture.completedFuture(null)
        : after(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)).thenCompose(looked -> quiet());
  }

  private static CompletableFuture<Void> after(long nanos) {
    if (nanos <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
    return CompletableFuture.runAsync(() -> {}, later);
  }
}
