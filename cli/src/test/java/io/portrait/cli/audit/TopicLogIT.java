package io.portrait.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.audit.EventHistory;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.feed.Broker;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Heartbeat;
import io.portrait.job.clean.Heartbeats;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic read from a real broker. */
class TopicLogIT {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          "project: shop\nfeatures: [{name: n, aggregate: count, windows: [1h]}]", "test");

  @TempDir static Path folder;

  private static EmbeddedKafka kafka;

  private final AtomicBoolean isStopped = new AtomicBoolean();

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder, 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void everything_there_is_by_now_is_read_once_and_then_what_is_new() throws Exception {
    make("events");
    send("events", 0, 3);
    send("events", 1, 4);
    EventHistory history = new EventHistory(DEFINITION, Set.of("u-0"));
    try (TopicLog log = open("events")) {
      log.readInto(history);
      assertThat(history.records()).as("a heartbeat is no record").isEqualTo(7);
      assertThat(history.kept()).isEqualTo(3);
      assertThat(log.progress()).isEqualTo(1);

      log.readInto(history);
      assertThat(history.records()).isEqualTo(7);

      send("events", 0, 2);
      log.readInto(history);
      assertThat(history.records()).isEqualTo(9);
      assertThat(history.isCut()).isFalse();
    }
  }

  @Test
  void says_that_the_first_records_are_gone() throws Exception {
    make("cut");
    send("cut", 0, 5);
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()))) {
      admin
          .deleteRecords(Map.of(new TopicPartition("cut", 0), RecordsToDelete.beforeOffset(2)))
          .all()
          .get();
    }
    EventHistory history = new EventHistory(DEFINITION, Set.of("u-0"));
    try (TopicLog log = open("cut")) {
      log.readInto(history);
    }

    assertThat(history.kept()).isEqualTo(3);
    assertThat(history.isCut()).isTrue();
  }

  @Test
  void stops_when_it_is_told_to() throws Exception {
    make("long");
    send("long", 0, 5);
    isStopped.set(true);
    try (TopicLog log = open("long")) {
      EventHistory history = new EventHistory(DEFINITION, Set.of());
      assertThatThrownBy(() -> log.readInto(history)).hasMessage("stopped");
    }
  }

  @Test
  void a_topic_that_is_not_there_is_one_line() {
    assertThatThrownBy(() -> open("none"))
        .hasMessage(
            "no topic 'none' at " + kafka.bootstrap() + ": give the events' file with --events");
  }

  private TopicLog open(String topic) {
    return TopicLog.open(Broker.open(kafka.bootstrap()), topic, isStopped::get, () -> {});
  }

  private static void make(String name) {
    try (Topic topic = Topic.of(kafka.bootstrap(), name)) {
      topic.make(2);
    }
  }

  /** Events of the user of a partition, and a heartbeat. */
  private static void send(String topic, int partition, int count) throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        byte[] event =
            "{\"user_id\":\"u-%d\",\"type\":\"view\",\"time\":%d}"
                .formatted(partition, 1_000 + i)
                .getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, partition, null, event)).get();
      }
      producer.send(Heartbeats.record(topic, partition, new Heartbeat(5_000))).get();
    }
  }
}
