package io.portrait.job.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * Lets a source of this JVM's cluster give so many values and no more, until it is opened further;
 * checkpoints go on meanwhile. One test at a time.
 */
final class Gate implements RateLimiterStrategy {

  private static final long serialVersionUID = 1L;

  private static long open;
  private static long asked;
  private static final List<CompletableFuture<Void>> WAITING = new ArrayList<>();

  /** Closed behind the first values. */
  static synchronized Gate behind(long count) {
    open = count;
    asked = 0;
    WAITING.clear();
    return new Gate();
  }

  /** Lets some more values through. */
  static synchronized void open(long more) {
    open += more;
    while (!WAITING.isEmpty() && asked < open) {
      asked++;
      WAITING.remove(0).complete(null);
    }
  }

  private static synchronized CompletionStage<Void> next() {
    CompletableFuture<Void> pass = new CompletableFuture<>();
    if (asked < open) {
      asked++;
      pass.complete(null);
    } else {
      WAITING.add(pass);
    }
    return pass;
  }

  @Override
  public RateLimiter createRateLimiter(int parallelism) {
    return Gate::next;
  }
}
