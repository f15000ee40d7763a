package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.offline.OfflineCatalog;
import io.portrait.tls.PemTls;
import io.portrait.tls.TestCertificates;
import io.portrait.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigFileTest {

  private static final String DEFINITION =
      """
      project: shop
      features: [{name: views, aggregate: count, windows: [7d]}]
      """;
  private static final String LEAST =
      """
      definitions: shop.yaml
      kafka: {bootstrap: "kafka:9092"}
      redis: {uri: "redis://redis"}
      warehouse: /lake
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), DEFINITION);
    file = folder.resolve("portrait.yaml");
  }

  @Test
  void how_texts_are_embedded_is_checked_wherever_it_is_said() throws Exception {
    String embedding = "embedding: {device: tpu, precision: double, workers: -1, batch: 9999}\n";

    assertThat(problems(Map.of(), LEAST + embedding))
        .containsExactly(
            ":5:21: must be auto, cpu, gpu or gpu:N, not tpu",
            ":5:37: must be auto, float or half, not double",
            ":5:54: must be a whole number from 0 to 256",
            ":5:65: must be a whole number from 0 to 4096");
    assertThat(problems(Map.of("PORTRAIT_EMBEDDING_DEVICE", "npu"), LEAST))
        .containsExactly(": PORTRAIT_EMBEDDING_DEVICE: must be auto, cpu, gpu or gpu:N, not npu");
  }

  @Test
  void reads_every_key() throws Exception {
    JobConfig config =
        load(
            Map.of("JAAS", "Login password=\"hunter2\";", "PORTRAIT_REDIS_PASSWORD", "hunter3"),
            """
            definitions: shop.yaml
            kafka:
              bootstrap: kafka-1:9092, [::1]:9093
              topic: clicks
              group: night
              bounded: true
              alerts_topic: alarm
              changes_topic: ""
              properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${env:JAAS}", fetch.min.bytes: 1}
            redis: {uri: "rediss://redis:6380/2", user: portrait}
            warehouse: {type: rest, uri: "https://catalog:8181", warehouse: "s3://lake/portrait"}
            embedding:
              {device: "gpu:1", precision: half, workers: 2, batch: 64, linger: 5ms, queue: 99, cache: 3,
               timeout: 2s}
            generation: 7
            """);

    assertThat(config.definition().project()).isEqualTo("shop");
    assertThat(config.definitionText()).isEqualTo(DEFINITION);
    assertThat(config.kafka())
        .isEqualTo(
            new JobConfig.Kafka(
                "kafka-1:9092, [::1]:9093",
                "clicks",
                "night",
                true,
                "alarm",
                "",
                Map.of(
                    "security.protocol", "SASL_SSL",
                    "sasl.jaas.config", "Login password=\"hunter2\";",
                    "fetch.min.bytes", "1")));
    assertThat(config.redis())
        .isEqualTo(new JobConfig.Redis("rediss://redis:6380/2", "portrait", "hunter3"));
    assertThat(config.warehouse())
        .isEqualTo(
            Map.of(
                "type", "rest", "uri", "https://catalog:8181", "warehouse", "s3://lake/portrait"));
    assertThat(config.embedding())
        .isEqualTo(
            new EmbeddingSettings(
                "gpu:1", "half", 2, 64, Duration.ofMillis(5), 99, 3 << 20, Duration.ofSeconds(2)));
    assertThat(config.generation()).isEqualTo(7);
    assertThat(config.toString()).contains("kafka-1").doesNotContain("hunter");
  }

  @Test
  void reads_certificates_of_redis_and_the_key_of_pseudonyms() throws Exception {
    TestCertificates made = TestCertificates.in(folder.resolve("tls")).issue("client");
    Files.writeString(folder.resolve("shop.yaml"), DEFINITION + "events: {pseudonymise: true}\n");
    String secured =
        LEAST.replace("redis://redis", "rediss://redis\", ca: tls/ca.pem, user: \"portrait");
    String key = "0123456789abcdef0123456789abcdef";

    JobConfig config =
        load(
            Map.of(
                "PORTRAIT_PSEUDONYM_KEY", key,
                "PORTRAIT_REDIS_CERTIFICATE", made.certificate("client").toString(),
                "PORTRAIT_REDIS_KEY", made.key("client").toString()),
            secured);

    assertThat(config.redis().tls())
        .isEqualTo(PemTls.of(made.ca(), made.certificate("client"), made.key("client")));
    assertThat(config.pseudonyms().name("u-42")).isEqualTo("ffc304dc8ccbca862ed8e4dfcf2aee7f");
    assertThat(config.toString() + config.redis()).doesNotContain(key, "PRIVATE KEY");
    assertThatThrownBy(() -> load(Map.of(), secured))
        .hasMessageContaining("the definitions ask for pseudonyms: set PORTRAIT_PSEUDONYM_KEY");
    assertThatThrownBy(
            () ->
                load(
                    Map.of("PORTRAIT_PSEUDONYM_KEY", key, "PORTRAIT_REDIS_KEY", "/tmp/key.pem"),
                    secured))
        .hasMessageContaining("redis: a client's certificate and its key go together");
    assertThatThrownBy(
            () -> load(Map.of("PORTRAIT_PSEUDONYM_KEY", key), secured.replace("ca.pem", "no.pem")))
        .hasMessageContaining("no.pem cannot be read");
  }

  @Test
  void has_a_default_for_whatever_may_be_absent() throws Exception {
    JobConfig config = load(Map.of(), LEAST);

    assertThat(config.kafka())
        .isEqualTo(
            new JobConfig.Kafka(
                "kafka:9092",
                "user-events",
                "portrait",
                false,
                "churn-alerts",
                "segment-changes",
                Map.of()));
    assertThat(config.redis()).isEqualTo(new JobConfig.Redis("redis://redis", "", ""));
    assertThat(config.warehouse()).isEqualTo(OfflineCatalog.local(Path.of("/lake")));
    assertThat(config.embedding()).isEqualTo(EmbeddingSettings.DEFAULT);
    assertThat(config.generation()).isZero();
  }

  @Test
  void lets_the_environment_replace_what_it_says_or_leaves_out() throws Exception {
    Files.writeString(folder.resolve("other.yaml"), DEFINITION.replace("shop", "other"));
    Files.writeString(folder.resolve("password"), "hunter2\n");
    Map<String, String> environment =
        Map.of(
            "PORTRAIT_DEFINITIONS", "other.yaml",
            "PORTRAIT_KAFKA_BOOTSTRAP", "elsewhere:1",
            "PORTRAIT_KAFKA_TOPIC", "t",
            "PORTRAIT_KAFKA_GROUP", "g",
            "PORTRAIT_REDIS_URI", "redis://elsewhere",
            "PORTRAIT_REDIS_USER", "u",
            "PORTRAIT_REDIS_PASSWORD_FILE", folder.resolve("password").toString(),
            "PORTRAIT_WAREHOUSE", "https://catalog",
            "PORTRAIT_GENERATION", "4294967295");

    for (String text : List.of(LEAST, "kafka: {bounded: false}")) {
      JobConfig config = load(environment, text);

      assertThat(config.definition().project()).isEqualTo("other");
      assertThat(config.kafka())
          .isEqualTo(
              new JobConfig.Kafka(
                  "elsewhere:1", "t", "g", false, "churn-alerts", "segment-changes", Map.of()));
      assertThat(config.redis())
          .isEqualTo(new JobConfig.Redis("redis://elsewhere", "u", "hunter2"));
      assertThat(config.warehouse()).isEqualTo(OfflineCatalog.at("https://catalog"));
      assertThat(config.generation()).isEqualTo(4_294_967_295L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"committed", "earliest", "latest"})
  void reads_where_to_begin(String start) throws Exception {
    JobConfig config = load(Map.of(), LEAST.replace("kafka: {", "kafka: {start: " + start + ", "));

    assertThat(config.kafka().start().word()).isEqualTo(start);
    assertThat(load(Map.of(), LEAST).kafka().start()).isEqualTo(KafkaStart.COMMITTED);
    assertThat(load(Map.of("PORTRAIT_KAFKA_START", start), LEAST).kafka().start())
        .isEqualTo(config.kafka().start());
  }

  @Test
  void reads_a_time_to_begin_at() throws Exception {
    assertThat(
            load(Map.of("PORTRAIT_KAFKA_START", "2026-11-20T01:00:00+01:00"), LEAST)
                .kafka()
                .start())
        .isEqualTo(KafkaStart.at(Instant.parse("2026-11-20T00:00:00Z")));
    assertThatThrownBy(() -> load(Map.of("PORTRAIT_KAFKA_START", "yesterday"), LEAST))
        .hasMessageContaining(
            "PORTRAIT_KAFKA_START: must be committed, earliest, latest or a time such as"
                + " 2026-11-20T00:00:00Z, not 'yesterday'");
  }

  @Test
  void reads_the_models_to_begin_with() throws Exception {
    Files.writeString(folder.resolve("churn.json"), StartingModelsTest.CHURN);
    Files.writeString(folder.resolve("segments.json"), StartingModelsTest.SEGMENTS);
    String segments = "segments: " + folder.resolve("segments.json");

    JobConfig config = load(Map.of(), LEAST + "models: {churn: churn.json, " + segments + "}");

    assertThat(config.startOf("churn")).isEqualTo(StartingModelsTest.CHURN);
    assertThat(config.startOf("segments")).isEqualTo(StartingModelsTest.SEGMENTS);
    assertThat(load(Map.of(), LEAST).startOf("churn")).isNull();
  }

  @Test
  void says_where_it_names_a_model_that_is_none() throws Exception {
    Path churn = folder.resolve("churn.json");
    Files.writeString(churn, StartingModelsTest.CHURN.replace("}]", ""));

    assertThat(
            problems(
                Map.of(),
                LEAST
                    + """
                    models:
                      segments: gone.json
                      churn: churn.json
                      chrun: churn.json
                    """))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(":6:13: " + folder.resolve("gone.json") + ": there is no such file"),
            line -> assertThat(line).startsWith(":7:10: " + churn + ": no JSON: line 4: "),
            line ->
                assertThat(line).isEqualTo(":8:3: unknown key 'chrun' (did you mean 'churn'?)"));
  }

  @Test
  void takes_an_empty_variable_for_none() throws Exception {
    JobConfig config =
        load(
            Map.of(
                "PORTRAIT_KAFKA_TOPIC", "",
                "PORTRAIT_WAREHOUSE", " ",
                "PORTRAIT_GENERATION", "",
                "PORTRAIT_REDIS_PASSWORD_FILE", ""),
            LEAST);

    assertThat(config.kafka().topic()).isEqualTo("user-events");
    assertThat(config.redis().password()).isEmpty();
  }

  @Test
  void takes_paths_from_its_own_folder() throws Exception {
    JobConfig config = load(Map.of(), LEAST.replace("/lake", "lake"));

    assertThat(config.warehouse()).isEqualTo(OfflineCatalog.local(folder.resolve("lake")));
  }

  @Test
  void names_every_mistake_with_its_place_and_the_nearest_name() throws Exception {
    assertThat(
            problems(
                Map.of(),
                """
                definition: shop.yaml
                kafka:
                  bootstrap: kafka
                  tpoic: clicks
                  bounded: perhaps
                  properties:
                    group.id: g
                    sasl.jaas.config: Login password=hunter2;
                    ssl.keystore.password: hunter2
                    ssl.key.password: ${env:MISSING}
                redis: {uri: "redis://ann:hunter2@redis", password: hunter2}
                warehouse: ftp://lake
                generation: -1
                nonsense: 1
                """))
        .containsExactly(
            ":1:1: unknown key 'definition' (did you mean 'definitions'?)",
            ":3:14: must be host:port,host:port,... but holds 'kafka'",
            ":4:3: unknown key 'tpoic' (did you mean 'topic'?)",
            ":5:12: must be true or false",
            ":7:5: 'group.id' is set by 'kafka.group'",
            ":8:5: 'sasl.jaas.config' holds a secret: write ${env:NAME} or ${file:PATH} in its"
                + " place",
            ":9:5: 'ssl.keystore.password' holds a secret: write ${env:NAME} or ${file:PATH} in its"
                + " place",
            ":10:5: 'ssl.key.password' refers to the environment variable MISSING, which is not"
                + " set",
            ":11:14: the Redis address holds a user or a password: give them apart from it",
            ":11:43: a password does not belong in this file: set PORTRAIT_REDIS_PASSWORD or"
                + " PORTRAIT_REDIS_PASSWORD_FILE",
            ":12:12: warehouse ftp://lake: neither a directory nor the http(s):// address of an"
                + " Iceberg REST catalog",
            ":13:13: must be a whole number from 0 to 4294967295",
            ":14:1: unknown key 'nonsense'");
  }

  @Test
  void says_what_is_missing() throws Exception {
    assertThat(problems(Map.of(), "generation: 1"))
        .containsExactly(
            ":1:1: 'definitions' is missing",
            ":1:1: 'kafka.bootstrap' is missing",
            ":1:1: 'redis.uri' is missing",
            ":1:1: 'warehouse' is missing");
    assertThat(problems(Map.of(), LEAST.replace("/lake", "{uri: x}")))
        .containsExactly(
            ":4:12: 'warehouse' must be a path, an http(s):// address, or properties of an Iceberg"
                + " catalog with 'type' or 'catalog-impl' among them");
    assertThat(problems(Map.of(), LEAST.replace("/lake", ""))).hasSize(1);
  }

  @Test
  void names_the_variable_that_is_wrong() throws Exception {
    assertThat(
            problems(
                Map.of(
                    "PORTRAIT_GENERATION", "many",
                    "PORTRAIT_KAFKA_BOOTSTRAP", "kafka:9092,",
                    "PORTRAIT_REDIS_URI", "http://redis",
                    "PORTRAIT_WAREHOUSE", "ftp://lake",
                    "PORTRAIT_REDIS_PASSWORD_FILE", "/no/such"),
                LEAST))
        .containsExactly(
            ": PORTRAIT_GENERATION: must be a whole number from 0 to 4294967295",
            ": PORTRAIT_KAFKA_BOOTSTRAP: must be host:port,host:port,... but holds ''",
            ": PORTRAIT_REDIS_PASSWORD_FILE refers to the file /no/such, which cannot be read",
            ": PORTRAIT_REDIS_URI: a Redis address looks like redis://host:6379/0, not"
                + " http://redis",
            ": PORTRAIT_WAREHOUSE: warehouse ftp://lake: neither a directory nor the http(s)://"
                + " address of an Iceberg REST catalog");
  }

  @Test
  void refuses_a_definition_file_that_is_wrong_or_gone() throws Exception {
    Files.writeString(folder.resolve("shop.yaml"), "project: Shop\nfeature: []\n");
    Files.writeString(file, LEAST);

    assertThat(refusal(Map.of()).file()).isEqualTo(folder.resolve("shop.yaml").toString());
    assertThat(refusal(Map.of())).hasMessageContaining("shop.yaml:2:1: unknown key 'feature'");
    assertThat(refusal(Map.of("PORTRAIT_DEFINITIONS", "gone.yaml")))
        .hasMessage(folder.resolve("gone.yaml") + ": there is no such file");
  }

  private JobConfig load(Map<String, String> environment, String text) throws IOException {
    Files.writeString(file, text);
    return JobConfigFile.load(file, environment);
  }

  /** The lines of the refusal, without the file's name. */
  private List<String> problems(Map<String, String> environment, String text) throws IOException {
    Files.writeString(file, text);
    return String.valueOf(refusal(environment).getMessage())
        .lines()
        .map(line -> line.substring(file.toString().length()))
        .toList();
  }

  private InvalidFileException refusal(Map<String, String> environment) {
    return catchThrowableOfType(
        InvalidFileException.class, () -> JobConfigFile.load(file, environment));
  }
}
