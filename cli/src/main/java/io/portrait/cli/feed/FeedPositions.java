package io.portrait.cli.feed;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far each source has been fed: by source and partition, the number of the last record of it
 * there. Partitions are apart because a killed feeder has got further in some than in others.
 */
public final class FeedPositions {

  private static final Duration READ_WITHIN = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<Long, Map<Integer, Long>>> STORED =
      new TypeReference<>() {};

  private final Path file;
  private final Map<Long, Map<Integer, Long>> bySource;

  private FeedPositions(Path file, Map<Long, Map<Integer, Long>> bySource) {
    this.file = file;
    this.bySource = bySource;
  }

  /**
   * What a file remembers, and nothing where there is none yet.
   *
   * @throws Failure if it cannot be read
   */
  public static FeedPositions load(Path file) {
    if (!Files.exists(file)) {
      return new FeedPositions(file, new TreeMap<>());
    }
    try {
      return new FeedPositions(file, new TreeMap<>(JSON.readValue(file.toFile(), STORED)));
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    }
  }

  /** The number of the last record of a source in a partition; 0 for none. */
  long last(long source, int partition) {
    return bySource.getOrDefault(source, Map.of()).getOrDefault(partition, 0L);
  }

  /** Moves a source forward in a partition; never back. */
  void advance(long source, int partition, long number) {
    bySource
        .computeIfAbsent(source, unknown -> new TreeMap<>())
        .merge(partition, number, Math::max);
  }

  /**
   * Takes in what the last records of a topic say: a feeder that was killed could not save more.
   *
   * @throws Failure if they cannot be read
   */
  void takeIn(Topic topic) {
    Map<TopicPartition, Long> last = new HashMap<>();
    Map<Integer, Long> beginnings = topic.beginnings();
    topic
        .ends()
        .forEach(
            (partition, end) -> {
              if (end > beginnings.getOrDefault(partition, 0L)) {
                last.put(new TopicPartition(topic.name(), partition), end - 1);
              }
            });
    Map<String, Object> settings =
        topic.broker().settings(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024));
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      last.forEach((partition, offset) -> read(consumer, partition, offset));
    } catch (KafkaException e) {
      throw Failure.because("the topic's end cannot be read: " + Failure.reason(e), e);
    }
  }

  /** Writes them, all or nothing. */
  void save() {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      JSON.writeValue(fresh.toFile(), bySource);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
  }

  private void read(Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
    long deadline = System.nanoTime() + READ_WITHIN.toNanos();
    while (consumer.position(partition) <= offset && System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        RecordNumber.of(record.headers())
            .ifPresent(number -> advance(number.source(), partition.partition(), number.number()));
      }
    }
  }
}
