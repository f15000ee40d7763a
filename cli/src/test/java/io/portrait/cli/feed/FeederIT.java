package io.portrait.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.event.EventRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class FeederIT {

  private static final int PARTITIONS = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path kafkaFolder;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedKafka kafka;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private String topicName;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(kafkaFolder, 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    topicName = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void keepsTheRecordsOfAUserInOrderInOnePartition() {
    List<String> records = records(0, 1_000);
    try (Topic topic = topic()) {
      assertThat(feed(topic, new ListSource("a", records, Integer.MAX_VALUE))).isTrue();

      List<ConsumerRecord<String, byte[]>> read = read(topic);
      assertThat(read).hasSize(1_000);
      Map<String, Integer> partitions = new HashMap<>();
      Map<String, List<String>> byUser = new HashMap<>();
      for (ConsumerRecord<String, byte[]> record : read) {
        if (record.key() != null) {
          assertThat(partitions.computeIfAbsent(record.key(), user -> record.partition()))
              .isEqualTo(record.partition());
          byUser.computeIfAbsent(record.key(), user -> new ArrayList<>()).add(text(record));
        }
      }
      assertThat(byUser).hasSize(6);
      byUser.forEach(
          (user, texts) ->
              assertThat(texts)
                  .isEqualTo(
                      records.stream().filter(text -> text.contains("\"" + user + "\"")).toList()));
      assertThat(read).filteredOn(record -> record.key() == null).hasSize(142);
    }
  }

  @Test
  void feedsNothingTwiceAfterItWasKilled() throws Exception {
    List<String> records = records(0, 1_000);
    try (Topic topic = topic()) {
      assertThatThrownBy(() -> feed(topic, new ListSource("a", records, 400)))
          .isInstanceOf(Failure.class)
          .hasMessage("a is damaged");
      // Whoever is killed saves nothing.
      Files.delete(folder.resolve("feed.json"));

      feed(topic, new ListSource("a", records, Integer.MAX_VALUE));

      assertThat(read(topic).stream().map(FeederIT::text))
          .containsExactlyInAnyOrderElementsOf(records);
    }
  }

  @Test
  void goesOnWithASourceAfterAnotherOne() {
    List<String> first = records(0, 500);
    List<String> second = records(500, 900);
    try (Topic topic = topic()) {
      assertThatThrownBy(() -> feed(topic, new ListSource("a", first, 200)))
          .isInstanceOf(Failure.class);
      feed(topic, new ListSource("b", second, Integer.MAX_VALUE));
      feed(topic, new ListSource("a", first, Integer.MAX_VALUE));
      feed(topic, new ListSource("b", second, Integer.MAX_VALUE));

      assertThat(read(topic).stream().map(FeederIT::text))
          .containsExactlyInAnyOrderElementsOf(records(0, 900));
    }
  }

  private Topic topic() {
    Topic topic = Topic.of(kafka.bootstrap(), topicName);
    topic.make(PARTITIONS);
    return topic;
  }

  private boolean feed(Topic topic, RecordSource source) {
    FeedPositions positions = FeedPositions.load(folder.resolve("feed.json"));
    return new Feeder(topic, positions, EventRules.DEFAULT).feed(source);
  }

  /**
   * Every seventh is no event, the others are of six users: a square is 0, 1, 3, 4, 5 or 9 modulo
   * 11.
   */
  private static List<String> records(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                i % 7 == 6
                    ? "no event " + i
                    : "{\"event_id\":\"e"
                        + i
                        + "\",\"user_id\":\"u"
                        + i * i % 11
                        + "\",\"type\":\"view\",\"time\":"
                        + i
                        + "}")
        .toList();
  }

  private static List<ConsumerRecord<String, byte[]>> read(Topic topic) {
    List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
    long end = Topic.total(topic.ends());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.broker().bootstrap()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(number -> new TopicPartition(topic.name(), number))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (read.size() < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
      }
    }
    return read;
  }

  private static String text(ConsumerRecord<String, byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  /** Records from memory, damaged after some. */
  private static final class ListSource implements RecordSource {
    private final String name;
    private final List<String> records;
    private final int whole;
    private int next;

    ListSource(String name, List<String> records, int whole) {
      this.name = name;
      this.records = records;
      this.whole = whole;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
      if (next == whole) {
        throw new IOException(name + " is damaged");
      }
      return next == records.size() ? null : records.get(next++).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public double progress() {
      return (double) next / records.size();
    }

    @Override
    public void close() {}
  }
}
