package io.portrait.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Closer;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.Ports;
import io.portrait.event.Pseudonyms;
import io.portrait.online.AclUsers;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.TestRedis;
import io.portrait.tls.PemTls;
import io.portrait.tls.SaslListener;
import io.portrait.tls.TestCertificates;
import io.portrait.tls.TlsFront;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of docs/security.md at once, on real processes: Flink's REST API and everything inside
 * with certificates on both sides, Kafka with SASL and TLS, Redis with mutual TLS and the user of
 * docs/redis.acl, ids as pseudonyms; and no secret in any log or answer.
 */
@SuppressWarnings("NullAway.Init") // the test sets its parts up, one after the other
class SecuredClusterIT {

  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(3);
  private static final String KAFKA_SECRET = "planted-sasl-4c1d77ab";
  private static final String PSEUDONYM_KEY = "planted-pseudonym-key-0f9e8d7c6b5a";
  private static final String RAW_ID = "Zq-planted-user-3f20";
  private static final Pattern SECURE = Pattern.compile("(?s)```yaml\\n(# Flink: .*?)```");

  @TempDir Path directory;
  private final Closer parts = Closer.create();
  private TestCertificates certificates;
  private TestRedis redis;
  private TlsFront front;
  private SaslListener listener;
  private FlinkCluster flink;

  @AfterEach
  void stop() throws IOException {
    parts.close();
  }

  @Test
  void everythingIsSpokenToByThoseWhoMayAndTellsNoSecret() throws Exception {
    certificates =
        TestCertificates.in(directory.resolve("certificates"))
            .issue("server")
            .issue("flink")
            .issue("client");
    startRedis();
    startKafka();
    flink = FlinkCluster.start(directory.resolve("flink"), flinkSettings(), tls("client"));
    parts.register(flink::close);
    flink.startTaskManager();
    flink.awaitSlots(2);

    String job = submit();
    send();

    String pseudonym = Pseudonyms.of(PSEUDONYM_KEY).name(RAW_ID);
    Awaitility.await("the row in Redis")
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> events(pseudonym) == 20);

    assertThatOthersAreRefused();
    Map<String, String> shown = ShownByFlink.of(flink, job);
    assertThat(shown.get("/jobs/" + job + "/plan")).contains("portrait shop");
    String clientKey = Files.readAllLines(certificates.key("client")).get(1);
    assertThat(shown)
        .allSatisfy(
            (where, text) ->
                assertThat(text)
                    .as(where)
                    .doesNotContain(
                        KAFKA_SECRET,
                        "job-password",
                        PSEUDONYM_KEY,
                        TestCertificates.PASSWORD,
                        clientKey,
                        RAW_ID));
    FlinkCluster.Result stopped = flink.flink(Map.of(), "stop", job);
    assertThat(stopped.exitCode()).as(stopped.output()).isZero();
  }

  private void startRedis() throws Exception {
    redis = TestRedis.inMemory();
    parts.register(redis::close);
    AclUsers.create(redis);
    front = TlsFront.before(redis.port(), certificates, true);
    parts.register(front::close);
  }

  private void startKafka() throws Exception {
    listener =
        new SaslListener(
            certificates,
            "127.0.0.1:" + Ports.free(0, "Kafka"),
            SaslListener.Mechanism.SCRAM,
            "portrait",
            KAFKA_SECRET);
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            directory.resolve("kafka"),
            0,
            settings -> {
              listener.addTo(settings);
              settings.put("auto.create.topics.enable", "true");
            });
    parts.register(kafka::close);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      listener.user(),
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      KAFKA_SECRET)))
          .all()
          .get();
    }
  }

  /** As docs/security.md has them, with this test's stores in place of the mounted ones. */
  private Map<String, String> flinkSettings() throws IOException {
    Matcher page = SECURE.matcher(Files.readString(Path.of("..", "docs", "security.md")));
    assertThat(page.find()).as("Flink's settings in docs/security.md").isTrue();
    Map<String, String> settings = new TreeMap<>();
    for (String line : page.group(1).lines().toList()) {
      if (!line.startsWith("#") && !line.isBlank()) {
        String[] entry = line.split(": ", 2);
        settings.put(
            entry[0],
            entry[1]
                .replace("/etc/portrait/tls/keystore.p12", certificates.store("flink").toString())
                .replace("/etc/portrait/tls/truststore.p12", certificates.trusted().toString())
                .replace("PASSWORD", TestCertificates.PASSWORD));
      }
    }
    assertThat(settings).hasSizeGreaterThan(10).containsKey("security.ssl.internal.enabled");
    settings.put("parallelism.default", "2");
    settings.put("state.backend.type", "rocksdb");
    settings.put("execution.checkpointing.interval", "1s");
    return settings;
  }

  private SSLContext tls(String name) {
    return PemTls.of(certificates.ca(), certificates.certificate(name), certificates.key(name))
        .context();
  }

  private String submit() throws Exception {
    Files.writeString(
        directory.resolve("shop.yaml"),
        """
        project: shop
        events: {pseudonymise: true}
        features: [{name: views, types: [view], aggregate: count, windows: [7d]}]
        """);
    Path secret = Files.writeString(directory.resolve("sasl-password"), KAFKA_SECRET + "\n");
    String properties =
        listener.client("${file:" + secret + "}").entrySet().stream()
            .map(entry -> "    %s: '%s'\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    Path configuration =
        Files.writeString(
            directory.resolve("portrait.yaml"),
            "definitions: shop.yaml\nkafka:\n  bootstrap: "
                + listener.address()
                + "\n  properties:\n"
                + properties
                + """
                redis:
                  uri: rediss://127.0.0.1:%d
                  user: portrait
                  ca: %s
                  certificate: %s
                  key: %s
                warehouse: %s
                """
                    .formatted(
                        front.port(),
                        certificates.ca(),
                        certificates.certificate("client"),
                        certificates.key("client"),
                        Files.createDirectories(directory.resolve("warehouse"))));
    Path redisPassword = Files.writeString(directory.resolve("redis-password"), "job-password\n");
    // A topic that is not there would stop the source: the first record makes it.
    send();
    FlinkCluster.Result submitted =
        flink.flink(
            Map.of(
                "PORTRAIT_REDIS_PASSWORD_FILE",
                redisPassword.toString(),
                "PORTRAIT_PSEUDONYM_KEY",
                PSEUDONYM_KEY),
            "run",
            "-d",
            ClusterJar.path().toString(),
            "--config",
            configuration.toString());
    assertThat(submitted.exitCode()).as(submitted.output()).isZero();
    Matcher id = Pattern.compile("JobID ([0-9a-f]{32})").matcher(submitted.output());
    assertThat(id.find()).as(submitted.output()).isTrue();
    return id.group(1);
  }

  /** Ten events of the planted user, and a broken one. */
  private void send() throws Exception {
    Map<String, Object> client = new TreeMap<>(listener.client(KAFKA_SECRET));
    client.put("bootstrap.servers", listener.address());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 10; i++) {
        String event =
            "{\"user_id\":\"%s\",\"type\":\"view\",\"time\":\"%s\"}"
                .formatted(RAW_ID, Instant.now());
        producer.send(new ProducerRecord<>("user-events", event.getBytes(UTF_8))).get();
      }
      String broken = "{\"user_id\":\"%s\",\"type\":\"view\"}".formatted(RAW_ID);
      producer.send(new ProducerRecord<>("user-events", broken.getBytes(UTF_8))).get();
    }
  }

  private long events(String user) {
    RedisAddress address = AclUsers.as(redis, "app", "app-password");
    try (OnlineStore store = OnlineStore.connect(address, "shop")) {
      return store.get(user).map(stored -> stored.row().version().events()).orElse(0L);
    }
  }

  private void assertThatOthersAreRefused() throws Exception {
    SSLContext anonymous = PemTls.of(certificates.ca(), null, null).context();
    int rest = flink.rest().port();
    assertThatThrownBy(() -> new FlinkRest(rest, anonymous).get("/overview"))
        .as("REST without a certificate")
        .isInstanceOf(UncheckedIOException.class);
    TestCertificates strangers =
        TestCertificates.in(directory.resolve("strangers")).issue("client");
    SSLContext stranger =
        PemTls.of(certificates.ca(), strangers.certificate("client"), strangers.key("client"))
            .context();
    assertThatThrownBy(() -> new FlinkRest(rest, stranger).get("/overview"))
        .as("REST with the certificate of another CA")
        .isInstanceOf(UncheckedIOException.class);
    assertThat(new FlinkRest(rest, tls("client")).get("/overview")).contains("taskmanagers");
    assertThat(new FlinkRest(rest, null).get("/overview"))
        .as("plain HTTP, which is sent to https")
        .doesNotContain("taskmanagers");
    int rpc = rpcPort();
    assertThat(opens(anonymous, rpc)).as("RPC without a certificate").isFalse();
    assertThat(opens(stranger, rpc)).as("RPC with the certificate of another CA").isFalse();
    assertThat(opens(tls("flink"), rpc)).as("RPC with one of ours").isTrue();
  }

  private int rpcPort() throws IOException {
    String config = Files.readString(directory.resolve("flink/conf/config.yaml"));
    Matcher port = Pattern.compile("jobmanager\\.rpc\\.port: \"(\\d+)\"").matcher(config);
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  /** Whether a connection stands once both sides have shown what they have. */
  private static boolean opens(SSLContext tls, int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(3_000);
      socket.startHandshake();
      InputStream in = socket.getInputStream();
      return in.read() >= 0; // a refusal after the handshake, as TLS 1.3 has it, ends the stream
    } catch (java.net.SocketTimeoutException silent) {
      return true; // it waits for us to speak
    } catch (IOException refused) {
      return false;
    }
  }
}
