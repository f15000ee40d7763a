package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.Ports;
import io.portrait.cli.erase.ErasureRecords;
import io.portrait.cli.feed.Broker;
import io.portrait.cli.feed.Topic;
import io.portrait.event.EventRules;
import io.portrait.tls.SaslListener;
import io.portrait.tls.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is spoken to through TLS and wants to know who it is. */
class KafkaSaslIT {

  private static final String PASSWORD = "planted-b81c44f0d7";

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static String secure;
  private static SaslListener listener;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates certificates =
        TestCertificates.in(folder.resolve("certificates")).issue("server");
    int port = Ports.free(0, "Kafka");
    secure = "127.0.0.1:" + port;
    listener =
        new SaslListener(certificates, secure, SaslListener.Mechanism.PLAIN, "portrait", PASSWORD);
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, listener::addTo);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  /** Client properties whose password stands in a file beside them. */
  private static Path properties(String password) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret-" + password.hashCode()), password);
    return Files.write(
        folder.resolve("kafka-" + password.hashCode() + ".properties"),
        listener.client("${file:" + secret + "}").entrySet().stream()
            .map(Object::toString)
            .toList());
  }

  @Test
  void feedsReadsAuditsAndErasesThroughIt() throws Exception {
    Path events = events();
    String data = folder.resolve("data").toString();
    String file = properties(PASSWORD).toString();

    Run replay =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--kafka",
            secure,
            "--kafka-properties",
            file,
            "--data-dir",
            data);
    assertThat(replay.code()).as(replay.err()).isZero();
    assertThat(replay.lastLine()).contains("\"events_accepted\":40");

    Broker broker = Broker.of(secure, Path.of(file), Map.of());
    try (Topic topic = Topic.of(broker, "again")) {
      topic.make(1);
      ErasureRecords.send(broker, "again", List.of("nobody"), Instant.now(), EventRules.DEFAULT);
      assertThat(Topic.total(topic.ends())).isEqualTo(1);
    }
    Run audit =
        Run.of(
            "audit",
            "--kafka",
            secure,
            "--kafka-properties",
            file,
            "--topic",
            "again",
            "--data-dir",
            data);
    assertThat(audit.complaints()).isEmpty();
    assertThat(audit.out()).contains("of 1 stored records");
  }

  @Test
  void aWrongPasswordIsOneLine() throws Exception {
    String wrong = "guessed-0c5d";
    Run run =
        Run.of(
            "replay",
            "--events",
            events().toString(),
            "--kafka",
            secure,
            "--kafka-properties",
            properties(wrong).toString(),
            "--data-dir",
            folder.resolve("other").toString());

    assertThat(run.code()).isEqualTo(Failure.FAILED);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .contains("Kafka at " + secure, "Authentication failed")
        .doesNotContain(wrong);
  }

  @Test
  void aSecretInTheFileItselfIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("plain.properties"), "ssl.key.password=hunter2\n");
    Run run =
        Run.of(
            "replay",
            "--events",
            events().toString(),
            "--kafka",
            secure,
            "--kafka-properties",
            file.toString(),
            "--data-dir",
            folder.resolve("third").toString());

    assertThat(run.code()).isEqualTo(Failure.WRONG_USE);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .contains("'ssl.key.password' holds a secret")
        .doesNotContain("hunter2");
  }

  private static Path events() throws Exception {
    Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.DAYS);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(
          "{\"event_id\":\"%d\",\"user_id\":\"u-%d\",\"type\":\"view\",\"time\":\"%s\"}"
              .formatted(i, i % 4, start.plusSeconds(i)));
    }
    return Files.write(folder.resolve("events.jsonl"), lines);
  }
}
