package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images hold, and that it runs with what manifests say. */
class ImageIT {

  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private static Path folder;
  private static Trees trees;

  @BeforeAll
  static void assemble() {
    trees = Trees.assemble(folder.resolve("trees"));
  }

  @Test
  void theJobsImageHasTheJobAndWhatEmbedsTexts() {
    String jar = Rendered.of("production").flink().at("/spec/job/jarURI").asText();
    assertThat(trees.files("job"))
        .contains(jar.substring("local://".length()))
        .anyMatch(file -> file.startsWith("/opt/flink/lib/portrait-model-all-minilm-l6-v2-"))
        .anyMatch(file -> file.startsWith("/opt/flink/lib/pytorch-native-"))
        .anyMatch(file -> file.startsWith("/opt/flink/lib/iceberg-aws-bundle-"));
  }

  /** A native library can be loaded by one class loader only: never beside the job, too. */
  @Test
  void nothingOfDjlIsInTheJobsOwnJar() throws IOException {
    try (ZipFile jar = job()) {
      assertThat(jar.getEntry("io/portrait/job/ProfileJob.class")).isNotNull();
      assertThat(jar.getEntry("org/apache/iceberg/aws/s3/S3FileIO.class")).isNotNull();
      assertThat(jar.stream().map(ZipEntry::getName))
          .noneMatch(name -> name.startsWith("ai/djl/") || name.startsWith("com/sun/jna/"));
    }
  }

  /** What is mounted would hide it. */
  @ParameterizedTest
  @CsvSource({
    "job, taskmanager",
    "job, jobmanager",
    "http, portrait-http",
    "tools, portrait-audit"
  })
  void nothingIsMountedOverWhatAnImageHas(String image, String name) {
    PodSpecs pod = pod(Rendered.of("production"), name);
    pod.containers()
        .flatMap(container -> PodSpecs.elements(container.path("volumeMounts")))
        .map(mount -> mount.path("mountPath").asText())
        .forEach(
            mount ->
                assertThat(trees.files(image)).noneMatch(file -> file.startsWith(mount + "/")));
  }

  /**
   * Two builds of one commit give the same bytes: what is ours in a jar is of one fixed time, and
   * all else of the time it has in the jar it came in. {@code k8s/image/reproducible} builds twice.
   */
  @ParameterizedTest
  @ValueSource(strings = {"job", "http", "tools"})
  void ourJarsDoNotSayWhenTheyWereMade(String image) throws IOException {
    Set<String> times = new HashSet<>();
    for (String file : trees.files(image)) {
      if (file.contains("/portrait-") && file.endsWith(".jar")) {
        try (ZipFile jar = new ZipFile(trees.of(image).resolve(file.substring(1)).toFile())) {
          jar.stream()
              .filter(entry -> entry.getName().startsWith("io/portrait/"))
              .map(entry -> String.valueOf(entry.getTimeLocal()))
              .forEach(times::add);
        }
      }
    }
    assertThat(times).hasSize(1);
  }

  /**
   * Run as its container would run it, without a cluster around it: it fails, but not at its
   * arguments, of which every refusal ends in "see portrait ... --help".
   */
  @ParameterizedTest
  @CsvSource({
    "dev, portrait-audit",
    "dev, portrait-maintenance",
    "production, portrait-maintenance"
  })
  void whatIsScheduledIsAskedForAsTheCommandLineHasIt(String overlay, String name)
      throws Exception {
    Rendered rendered = Rendered.of(overlay);
    PodSpecs pod = pod(rendered, name);
    ContainerFiles files = ContainerFiles.of(rendered, pod, folder.resolve(overlay + name));
    List<String> arguments = arguments(pod).stream().map(files::here).toList();
    String command = arguments.get(0);
    assumeTrue(
        run(List.of("help", command), Map.of()).contains("Usage: portrait " + command),
        "there is no command " + command + " yet");

    List<String> wrong = new ArrayList<>(arguments);
    wrong.add("--no-such-option");
    assertThat(run(wrong, files.environment(pod))).contains("see portrait " + command + " --help");
    assertThat(run(arguments, files.environment(pod)))
        .contains("portrait: ")
        .doesNotContain("--help");
  }

  @Test
  void theHttpReaderServesWithTheFilesAndTheEnvironmentOfItsContainer() throws Exception {
    Rendered overlay = Rendered.of("dev");
    PodSpecs pod = pod(overlay, "portrait-http");
    ContainerFiles files = ContainerFiles.of(overlay, pod, folder.resolve("http"));
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(
            folder.resolve("redis"), 0, "--requirepass", ContainerFiles.secret("redis/password"))) {
      int port = Ports.free(0, "the reader");
      List<String> arguments =
          arguments(pod).stream()
              .map(files::here)
              .map(argument -> argument.replace("redis://redis:6379", redis.uri()))
              .map(argument -> argument.replace("--port=8080", "--port=" + port))
              .toList();
      Process reader =
          trees
              .container("http", arguments, files.environment(pod))
              .redirectOutput(folder.resolve("http.log").toFile())
              .start();
      try {
        JsonNode container = pod.containers().findFirst().orElseThrow();
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          String path = container.path(probe).at("/httpGet/path").asText();
          await()
              .atMost(SOON)
              .ignoreExceptions()
              .untilAsserted(() -> assertThat(get(port, path, "")).isEqualTo(200));
        }
        assertThat(get(port, "/v1/features", "")).isEqualTo(401);
        assertThat(get(port, "/v1/features", ContainerFiles.secret("http/tokens"))).isEqualTo(200);
        reader.destroy();
        assertThat(reader.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      } finally {
        reader.destroyForcibly();
      }
    }
  }

  private static int get(int port, String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static String run(List<String> arguments, Map<String, String> environment)
      throws IOException {
    Process process = trees.container("tools", arguments, environment).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static ZipFile job() throws IOException {
    return new ZipFile(trees.of("job").resolve("opt/flink/usrlib/portrait-job.jar").toFile());
  }

  private static PodSpecs pod(Rendered overlay, String name) {
    return PodSpecs.of(overlay).stream()
        .filter(pod -> pod.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> arguments(PodSpecs pod) {
    return PodSpecs.elements(pod.spec().at("/containers/0/args")).map(JsonNode::asText).toList();
  }
}
