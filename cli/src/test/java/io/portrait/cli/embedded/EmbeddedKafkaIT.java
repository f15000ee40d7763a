package io.portrait.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.cli.Failure;
import io.portrait.cli.feed.Topic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void keepsItsRecordsOverARestartOnAnotherPort() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        Topic topic = Topic.of(kafka.bootstrap(), "events")) {
      topic.make(3);
      send(kafka, "events", new byte[1024 * 1024 + 1]);
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        Topic topic = Topic.of(kafka.bootstrap(), "events")) {
      topic.make(5);

      assertThat(topic.partitions()).as("an existing topic stays as it is").isEqualTo(3);
      assertThat(Topic.total(topic.ends())).isEqualTo(1);
      assertThat(Topic.total(topic.beginnings())).isZero();
      assertThat(kafka.failure()).isEmpty();
    }
  }

  @Test
  void deletesTopicsByTheStartOfTheirName() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        Topic live = Topic.of(kafka.bootstrap(), "events");
        Topic replay = Topic.of(kafka.bootstrap(), "events-replay-1")) {
      live.make(1);
      replay.make(1);

      live.deleteAll("events-replay-");

      assertThat(live.exists()).isTrue();
      assertThat(replay.exists()).isFalse();
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken.getLocalPort()))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " for Kafka cannot be used");
    }
  }

  @Test
  void saysWhereItCouldNotStart() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> EmbeddedKafka.start(file.resolve("kafka"), 0))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Kafka did not start in " + file);
  }

  private static void send(EmbeddedKafka kafka, String topic, byte[] value) throws Exception {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrap(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            EmbeddedKafka.MAX_RECORD_BYTES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }
}
