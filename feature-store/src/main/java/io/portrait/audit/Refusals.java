package io.portrait.audit;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.portrait.event.Pseudonyms;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.offline.OfflineReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Which records the job refused for a reason that the record itself does not show: too late for the
 * watermark, or ahead of the clock. Both depend on the moment; {@code rejected_events} tells. Some
 * dozen bytes a record.
 */
public final class Refusals {

  private static final Refusal NO = new Refusal(0, false);

  private final Map<Long, Refusal> byKey;

  Refusals(Map<Long, Refusal> byKey) {
    this.byKey = byKey;
  }

  /**
   * What was said of records with one key.
   *
   * @param copies how many were refused
   * @param isByTheClock whether the clock was the reason, which nobody can ask again
   */
  record Refusal(int copies, boolean isByTheClock) {}

  /** Of a job that refused nothing, or whose table is not at hand. */
  public static Refusals none() {
    return new Refusals(Map.of());
  }

  /**
   * Reads them.
   *
   * @param topic whose records are audited; empty for any
   * @param isByPlace whether records are told by partition and offset; else by their bytes
   * @param pseudonyms by which they were sealed
   */
  public static Refusals of(
      Table rejectedEvents, Optional<String> topic, boolean isByPlace, Pseudonyms pseudonyms) {
    Expression filter =
        Expressions.in("reason", RejectReason.TOO_LATE.label(), RejectReason.CLOCK_AHEAD.label());
    if (topic.isPresent()) {
      filter = Expressions.and(filter, Expressions.equal("topic", topic.get()));
    }
    ToLongFunction<Map<String, @Nullable Object>> key =
        isByPlace
            ? row -> keyOf((int) value(row, "partition"), (long) value(row, "offset"))
            : row -> keyOf(pseudonyms.open((byte[]) value(row, "raw")));
    Map<Long, Refusal> byKey = new HashMap<>();
    OfflineReader.forEach(
        rejectedEvents,
        filter,
        row -> {
          boolean isByTheClock = value(row, "reason").equals(RejectReason.CLOCK_AHEAD.label());
          byKey.merge(
              key.applyAsLong(row),
              new Refusal(1, isByTheClock),
              (one, other) ->
                  new Refusal(
                      one.copies() + other.copies(), one.isByTheClock() || other.isByTheClock()));
        });
    return new Refusals(byKey);
  }

  /** The key of a record by its place in a topic. */
  public static long keyOf(int partition, long offset) {
    return Hashing.murmur3_128().newHasher().putInt(partition).putLong(offset).hash().asLong();
  }

  /** The key of a record by its bytes, as many of them as a sealed one keeps. */
  public static long keyOf(byte[] record) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    return hasher
        .putBytes(record, 0, Math.min(record.length, RejectedEvent.MAX_SEALED_BYTES))
        .hash()
        .asLong();
  }

  Refusal of(long key) {
    return byKey.getOrDefault(key, NO);
  }

  private static Object value(Map<String, @Nullable Object> row, String column) {
    return Objects.requireNonNull(row.get(column), column);
  }
}
