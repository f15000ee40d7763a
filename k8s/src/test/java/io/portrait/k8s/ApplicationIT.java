package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.Ports;
import io.portrait.cli.feed.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Production's Flink configuration, certificates on every side included, starts the job of the
 * image in application mode and takes a checkpoint. What only a cluster has is put in its place:
 * folders for the object store, no Kubernetes for high availability, less memory; Kafka, Redis and
 * tables are those of development.
 */
class ApplicationIT {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(4);
  private static final String PASSWORD = "of-the-key-stores";

  @TempDir private Path folder;

  @Test
  void theJobRunsWithProductionsConfiguration() throws Exception {
    Trees trees = Trees.assemble(folder.resolve("trees"));
    Rendered development = Rendered.of("dev");
    PodSpecs jobManager = pod(development, "jobmanager");
    PodSpecs worker = pod(development, "taskmanager");
    ContainerFiles files = ContainerFiles.of(development, jobManager, folder);
    Keystores.make(folder.resolve("tls/internal"), "portrait-internal", PASSWORD);
    Keystores.make(folder.resolve("tls/rest"), "portrait-rest", PASSWORD);
    int rest = Ports.free(0, "Flink's REST API");

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedRedis redis =
            EmbeddedRedis.start(
                folder.resolve("redis"),
                0,
                "--requirepass",
                ContainerFiles.secret("redis/password"));
        ApplicationCluster flink =
            new ApplicationCluster(
                folder.resolve("flink"),
                trees.of("job").resolve("opt/flink"),
                configuration(rest))) {
      send(kafka);
      Map<String, String> environment = new HashMap<>(files.environment(jobManager));
      environment.put("PORTRAIT_KAFKA_BOOTSTRAP", kafka.bootstrap());
      environment.put("PORTRAIT_REDIS_URI", redis.uri());
      environment.put("KEYSTORE_PASSWORD", PASSWORD);
      JsonNode job = development.flink().at("/spec/job");
      flink.startJobManager(
          environment,
          job.path("entryClass").asText(),
          PodSpecs.elements(job.path("args")).map(arg -> files.here(arg.asText())).toList());
      Map<String, String> workers = new HashMap<>(files.environment(worker));
      workers.put("KEYSTORE_PASSWORD", PASSWORD);
      workers.computeIfPresent("DJL_CACHE_DIR", (name, there) -> System.getProperty(name, there));
      flink.startTaskManager(workers);

      HttpClient known = client(true);
      await()
          .atMost(STARTS_WITHIN)
          .ignoreExceptions()
          .failFast(flink::check)
          .untilAsserted(
              () -> {
                JsonNode jobs = get(known, rest, "/jobs/overview").path("jobs");
                assertThat(jobs.at("/0/state").asText()).isEqualTo("RUNNING");
                String id = jobs.at("/0/jid").asText();
                assertThat(
                        get(known, rest, "/jobs/" + id + "/checkpoints")
                            .at("/counts/completed")
                            .asInt())
                    .isPositive();
              });
      await()
          .atMost(STARTS_WITHIN)
          .untilAsserted(
              () ->
                  assertThat(audit(trees, development, kafka, redis))
                      .contains("0 mismatches in", "of 1 user"));
      assertThatThrownBy(() -> get(client(false), rest, "/jobs/overview"))
          .isInstanceOf(IOException.class);
      assertThat(Files.readString(flink.log("jobmanager")))
          .doesNotContain(PASSWORD, ContainerFiles.secret("redis/password"));
    }
  }

  /** As it is scheduled: of the rows in Redis, by the events in Kafka, and the tables. */
  private String audit(Trees trees, Rendered overlay, EmbeddedKafka kafka, EmbeddedRedis redis)
      throws Exception {
    PodSpecs pod = pod(overlay, "portrait-audit");
    ContainerFiles files = ContainerFiles.of(overlay, pod, folder);
    Map<String, String> environment = new HashMap<>(files.environment(pod));
    environment.put("PORTRAIT_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("PORTRAIT_REDIS_URI", redis.uri());
    Process audit =
        trees
            .container(
                "tools",
                PodSpecs.elements(pod.spec().at("/containers/0/args"))
                    .map(argument -> files.here(argument.asText()))
                    .toList(),
                environment)
            .start();
    return new String(audit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Production's, with what a cluster has and this machine has not in other places. */
  private Map<String, String> configuration(int rest) throws IOException {
    Map<String, String> configuration =
        FlinkConfigurations.written(Rendered.of("production").flink());
    configuration.keySet().removeIf(key -> key.startsWith("high-availability."));
    for (String key :
        new String[] {"execution.checkpointing.dir", "execution.checkpointing.savepoint-dir"}) {
      configuration.put(key, folder.resolve("state").toUri().toString());
    }
    configuration.replaceAll(
        (key, value) ->
            value
                .replace("/opt/flink/tls/", folder.resolve("tls") + "/")
                .replace("/opt/flink/state/", folder.resolve("state") + "/"));
    configuration.put("execution.checkpointing.interval", "2s");
    configuration.put("execution.checkpointing.min-pause", "1s");
    configuration.put("metrics.reporter.prom.port", Ports.free(0, "metrics") + "-65000");
    configuration.put("parallelism.default", "2");
    configuration.put("jobmanager.rpc.address", "127.0.0.1");
    configuration.put("jobmanager.rpc.port", String.valueOf(Ports.free(0, "RPC")));
    configuration.put("taskmanager.host", "127.0.0.1");
    configuration.put("rest.address", "127.0.0.1");
    configuration.put("rest.port", String.valueOf(rest));
    configuration.put("taskmanager.memory.process.size", "4g");
    configuration.put("taskmanager.cpu.cores", "2.0");
    return configuration;
  }

  private static void send(EmbeddedKafka kafka) throws Exception {
    try (Topic topic = Topic.of(kafka.bootstrap(), "user-events")) {
      topic.make(2);
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  "user-events",
                  "u-1",
                  "{\"event_id\":\"e-1\",\"user_id\":\"u-1\",\"type\":\"view\",\"text\":\"red"
                      + " shoes\",\"time\":\""
                      + Instant.now()
                      + "\"}"))
          .get();
    }
  }

  private static JsonNode get(HttpClient client, int rest, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + rest + path)).build();
    return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  /** A client that trusts the JobManager; one that is known shows the certificate itself, too. */
  private HttpClient client(boolean isKnown) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store("truststore.p12"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store("keystore.p12"), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(isKnown ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("tls/rest").resolve(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static PodSpecs pod(Rendered overlay, String name) {
    return PodSpecs.of(overlay).stream()
        .filter(pod -> pod.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
