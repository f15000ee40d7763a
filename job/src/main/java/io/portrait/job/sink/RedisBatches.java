package io.portrait.job.sink;

import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowOutcome;
import io.portrait.profile.ProfileSchema;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that writes one batch after the other, and waits longer each time Redis is away. */
final class RedisBatches implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RedisBatches.class);

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final OnlineStore store;
  private final RedisMetrics metrics;
  private final ScheduledThreadPoolExecutor thread;
  private int failures; // in a row; of the thread alone

  private RedisBatches(OnlineStore store, RedisMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread named = new Thread(task, "redis-sink");
              named.setDaemon(true);
              return named;
            });
  }

  /**
   * Connects, and stores the schema before any row of it, and the salt before any tombstone.
   *
   * @throws OnlineStoreException if Redis cannot be reached, or refuses
   */
  static RedisBatches open(
      RedisAddress address,
      String project,
      ProfileSchema schema,
      byte[] erasureSalt,
      RedisMetrics metrics) {
    OnlineStore store = OnlineStore.connect(address, project);
    try {
      store.putSchema(schema);
      store.putErasureSalt(erasureSalt);
      return new RedisBatches(store, metrics);
    } catch (OnlineStoreException e) {
      store.close();
      throw e;
    }
  }

  /** Writes the rows in their order, and tells the handler what became of them. */
  void submit(List<RedisRow> rows, ResultHandler<RedisRow> result) {
    thread.execute(() -> write(rows, result));
  }

  private void write(List<RedisRow> rows, ResultHandler<RedisRow> result) {
    try {
      long start = System.nanoTime();
      metrics.sending(rows);
      List<RowOutcome> outcomes = store.write(rows.stream().map(RedisRow::write).toList());
      metrics.answered(rows, outcomes, System.nanoTime() - start);
      int failed = first(outcomes, status -> status == RowOutcome.Status.FAILED);
      int unavailable = first(outcomes, status -> status == RowOutcome.Status.UNAVAILABLE);
      if (failed < rows.size()) {
        result.completeExceptionally(
            new IOException("Redis refused a profile: " + outcomes.get(failed).error()));
      } else if (unavailable < rows.size()) {
        // Those behind it too, though they are written: order counts where a user is deleted.
        retry(rows.subList(unavailable, rows.size()), result, outcomes.get(unavailable).error());
      } else {
        recovered();
        metrics.done();
        result.complete();
      }
    } catch (OnlineStoreException e) {
      if (e.retryable()) {
        retry(rows, result, String.valueOf(e.getMessage()));
      } else {
        result.completeExceptionally(e);
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private void retry(List<RedisRow> rows, ResultHandler<RedisRow> result, String reason) {
    if (failures == 0) {
      LOG.warn("{}; profiles wait until it takes them", reason);
    }
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
    failures++;
    metrics.retried(rows.size());
    var unused = thread.schedule(() -> result.retryForEntries(rows), pause, TimeUnit.MILLISECONDS);
  }

  private void recovered() {
    if (failures > 0) {
      LOG.info("Redis takes profiles again, after {} attempts", failures);
      failures = 0;
    }
  }

  private static int first(List<RowOutcome> outcomes, Predicate<RowOutcome.Status> status) {
    int place = 0;
    while (place < outcomes.size() && !status.test(outcomes.get(place).status())) {
      place++;
    }
    return place;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    store.close();
  }
}
