package io.portrait.embedding;

import io.portrait.embedding.Batches.Tokenized;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How embedding goes on a device. Counts are since it was opened; rates and percentiles are of an
 * interval of some seconds, the same for all who ask in it. Thread-safe.
 */
public final class EmbeddingMetrics {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 2;

  private final LongAdder hits = new LongAdder();
  private final LongAdder encoded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder paddedTokens = new LongAdder();
  private final Recorder latencies = new Recorder(MOST_MICROS, DIGITS);

  private volatile IntSupplier queue = () -> 0;
  private volatile LongSupplier cacheBytes = () -> 0;

  private Counts before = counts();
  private Interval interval = new Interval(0, 0, 1, 0, 0);

  private record Counts(long nanos, long encoded, long batches, long tokens, long paddedTokens) {}

  /**
   * What happened in the last interval.
   *
   * @param textsPerSecond texts encoded; those that the cache knew are not among them
   * @param batchSize mean texts of a batch; 0 where there was none
   * @param fill which part of the tokens encoded was no padding, 0 to 1; 1 where there was none
   * @param p50Millis half of the texts that had to be encoded were answered within it
   * @param p99Millis all but a hundredth of them
   */
  public record Interval(
      double textsPerSecond, double batchSize, double fill, double p50Millis, double p99Millis) {}

  /** Texts answered from memory, or together with the same text on its way. */
  public long cacheHits() {
    return hits.sum();
  }

  /** Texts encoded. */
  public long encodedTexts() {
    return encoded.sum();
  }

  /** Texts that could not be encoded. */
  public long failedTexts() {
    return failed.sum();
  }

  /** Batches encoded. */
  public long batches() {
    return batches.sum();
  }

  /** Texts waiting for a worker. */
  public int queueLength() {
    return queue.getAsInt();
  }

  /** Memory that remembered vectors take, about. */
  public long cacheBytes() {
    return cacheBytes.getAsLong();
  }

  /** The last whole interval. */
  public synchronized Interval interval() {
    long elapsed = System.nanoTime() - before.nanos;
    if (elapsed >= INTERVAL_NANOS) {
      Counts now = counts();
      Histogram histogram = latencies.getIntervalHistogram();
      long newBatches = now.batches - before.batches;
      long newPadded = now.paddedTokens - before.paddedTokens;
      interval =
          new Interval(
              (now.encoded - before.encoded) * 1e9 / elapsed,
              newBatches == 0 ? 0 : (now.encoded - before.encoded) / (double) newBatches,
              newPadded == 0 ? 1 : (now.tokens - before.tokens) / (double) newPadded,
              histogram.getValueAtPercentile(50) / 1e3,
              histogram.getValueAtPercentile(99) / 1e3);
      before = now;
    }
    return interval;
  }

  private Counts counts() {
    return new Counts(
        System.nanoTime(), encoded.sum(), batches.sum(), tokens.sum(), paddedTokens.sum());
  }

  void watchQueue(IntSupplier length) {
    queue = length;
  }

  void watchCache(LongSupplier bytes) {
    cacheBytes = bytes;
  }

  void hit() {
    hits.increment();
  }

  void encoded(List<Tokenized> batch) {
    int longest = 0;
    for (Tokenized text : batch) {
      tokens.add(text.tokens().length);
      longest = Math.max(longest, text.tokens().length);
    }
    paddedTokens.add((long) longest * batch.size());
    encoded.add(batch.size());
    batches.increment();
  }

  void answered(long nanos) {
    latencies.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), MOST_MICROS));
  }

  void failed() {
    failed.increment();
  }
}
