package io.portrait.job;

import io.portrait.event.IsoTime;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Where a job begins to read the topic whose state says nothing of it: a new one, and one that goes
 * on from a bootstrapped savepoint. A job that is restored goes on where it was, whatever this
 * says.
 *
 * <p>After a bootstrap any position will do that is not behind the end of the history, where events
 * have ids: a copy of an event of the history is a duplicate for as long as an event of its time is
 * accepted at all.
 *
 * @param word one of {@link #WORDS}; empty for a time
 * @param time of the first record that is read, by Kafka's clock; null for a word
 */
public record KafkaStart(String word, @Nullable Instant time) implements Serializable {

  /** Where the consumer group was, else at the topic's beginning. */
  public static final KafkaStart COMMITTED = new KafkaStart("committed", null);

  /** At the topic's beginning. */
  public static final KafkaStart EARLIEST = new KafkaStart("earliest", null);

  /** At the topic's end as it is when the job starts: what was written before is never read. */
  public static final KafkaStart LATEST = new KafkaStart("latest", null);

  private static final List<KafkaStart> WORDS = List.of(COMMITTED, EARLIEST, LATEST);

  /** At the first record that Kafka took at a time or later; at the end where there is none. */
  public static KafkaStart at(Instant time) {
    return new KafkaStart("", time);
  }

  /**
   * Reads {@code committed}, {@code earliest}, {@code latest}, or a time, ISO 8601 with an offset.
   *
   * @return empty where it is none of these
   */
  public static Optional<KafkaStart> parse(String text) {
    Optional<KafkaStart> word = WORDS.stream().filter(each -> each.word.equals(text)).findFirst();
    if (word.isPresent()) {
      return word;
    }
    long millis = IsoTime.parse(text.toCharArray(), 0, text.length());
    return millis == IsoTime.NONE
        ? Optional.empty()
        : Optional.of(at(Instant.ofEpochMilli(millis)));
  }

  /** As Kafka's source wants it. */
  public OffsetsInitializer offsets() {
    if (time != null) {
      return OffsetsInitializer.timestamp(time.toEpochMilli());
    }
    return switch (word) {
      case "earliest" -> OffsetsInitializer.earliest();
      case "latest" -> OffsetsInitializer.latest();
      default -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
