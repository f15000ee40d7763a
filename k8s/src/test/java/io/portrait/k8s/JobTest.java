package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.job.JobConfig;
import io.portrait.job.JobConfigFile;
import io.portrait.job.ProfileJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The job as an overlay starts it: its files are read, its graph is drawn. */
class JobTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void itsConfigurationIsReadWithTheFilesAndTheEnvironmentOfItsContainer(Rendered overlay) {
    JobConfig config = config(overlay, new Asked(Map.of()));

    assertThat(config.definition().project()).isEqualTo("shop");
    assertThat(config.redis().password()).isEqualTo(ContainerFiles.secret("redis/password"));
    boolean isDevelopment = overlay.name().equals("dev");
    if (!isDevelopment) {
      assertThat(config.kafka().properties().get("sasl.jaas.config"))
          .contains(
              "username=\"" + ContainerFiles.secret("kafka/user") + '"',
              "password=\"" + ContainerFiles.secret("kafka/password") + '"');
      assertThat(config.warehouse())
          .containsEntry("credential", ContainerFiles.secret("catalog/credential"));
      assertThat(config.redis().uri()).startsWith("rediss://");
    }
  }

  /** {@code PORTRAIT_...} of a manifest that the job does not ask for would do nothing. */
  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyVariableIsOneThatTheJobReads(Rendered overlay) throws Exception {
    Path file = file(overlay);
    Asked asked = new Asked(Map.of());
    ContainerFiles files = ContainerFiles.of(overlay, jobManager(overlay), folder);
    Path definitions = Path.of(files.here("/opt/portrait/configuration/definitions.yaml"));
    asked.values.putAll(files.environment(jobManager(overlay)));
    // What is asked for only where definitions want it.
    Files.writeString(
        definitions,
        Files.readString(definitions).replace("\nevents:\n", "\nevents:\n  pseudonymise: true\n"));
    load(file, asked);
    Set<String> named = new TreeSet<>();
    jobManager(overlay)
        .containers()
        .flatMap(container -> PodSpecs.elements(container.path("env")))
        .map(variable -> variable.path("name").asText())
        .filter(name -> name.startsWith("PORTRAIT_"))
        .forEach(named::add);

    assertThat(named).contains("PORTRAIT_REDIS_PASSWORD_FILE");
    assertThat(asked.names).containsAll(named);
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyKeyOfItsFileIsKnown(Rendered overlay) throws Exception {
    Path file = file(overlay);
    Files.writeString(file, Files.readString(file) + "\nkafkas: {}\n");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> load(file, Map.of())))
        .hasMessageContaining("kafkas");
  }

  /**
   * The autoscaler scales a vertex up to its own greatest parallelism. Learners have one of 1; what
   * merely runs once, such as the writers of alerts, it must be told to leave.
   */
  @Test
  void theAutoscalerLeavesWhatRunsOnceAlone() {
    Rendered overlay = Rendered.of("production");
    Configuration flink = Configuration.fromMap(FlinkConfigurations.written(overlay.flink()));
    JobGraph graph = graph(overlay, flink);
    List<String> once = new ArrayList<>();
    List<String> learners = new ArrayList<>();
    int scaled = 0;
    for (JobVertex vertex : graph.getVertices()) {
      int most = vertex.getMaxParallelism() > 0 ? vertex.getMaxParallelism() : 720;
      if (vertex.getParallelism() > 1) {
        scaled++;
        assertThat(most).as(vertex.getName()).isEqualTo(720);
      } else if (most > 1) {
        once.add(vertex.getID().toHexString());
      } else {
        learners.add(vertex.getName());
      }
    }
    assertThat(scaled).isGreaterThan(2);
    assertThat(learners).anyMatch(n -> n.contains("segment")).anyMatch(n -> n.contains("churn"));
    assertThat(
            List.of(
                FlinkConfigurations.written(overlay.flink())
                    .getOrDefault("job.autoscaler.vertex.exclude.ids", "")
                    .split(";", -1)))
        .containsExactlyInAnyOrderElementsOf(once);
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void itsGreatestParallelismIsFixedAndDividesWell(Rendered overlay) {
    Configuration flink = Configuration.fromMap(FlinkConfigurations.written(overlay.flink()));
    int most = flink.get(PipelineOptions.MAX_PARALLELISM);
    assertThat(most % overlay.flink().at("/spec/job/parallelism").asInt()).isZero();
    assertThat(graph(overlay, flink).getVertices()).isNotEmpty();
  }

  /** What is copied into the base is the definition file that Portrait comes with. */
  @Test
  void theDefinitionsAreThoseOfTheShop() {
    Path shop =
        Rendered.HOME
            .resolveSibling("feature-store")
            .resolve("src/main/resources/io/portrait/definition/shop.yaml");
    assertThat(Rendered.HOME.resolve("base/definitions.yaml")).hasSameTextualContentAs(shop);
  }

  private JobGraph graph(Rendered overlay, Configuration flink) {
    Configuration local = new Configuration(flink);
    local.setString("parallelism.default", overlay.flink().at("/spec/job/parallelism").asText());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(local);
    // A warehouse of this machine; Kafka and Redis are not asked before the job runs.
    JobConfig config =
        config(
            overlay, new Asked(Map.of("PORTRAIT_WAREHOUSE", folder.resolve("tables").toString())));
    ProfileJob.draw(env, config);
    return env.getStreamGraph().getJobGraph();
  }

  private JobConfig config(Rendered overlay, Asked asked) {
    PodSpecs pod = jobManager(overlay);
    ContainerFiles files = ContainerFiles.of(overlay, pod, folder);
    asked.values.putAll(files.environment(pod));
    return JobConfigFile.load(file(overlay), asked);
  }

  private static void load(Path file, Map<String, String> environment) {
    JobConfig unused = JobConfigFile.load(file, environment);
  }

  /** What {@code --config} names, with the folder in front. */
  private Path file(Rendered overlay) {
    JsonNode arguments = overlay.flink().at("/spec/job/args");
    assertThat(arguments.get(0).asText()).isEqualTo("--config");
    ContainerFiles files = ContainerFiles.of(overlay, jobManager(overlay), folder);
    return Path.of(files.here(arguments.get(1).asText()));
  }

  private static PodSpecs jobManager(Rendered overlay) {
    return PodSpecs.of(overlay).stream()
        .filter(pod -> pod.name().equals("jobmanager"))
        .findFirst()
        .orElseThrow();
  }

  /** An environment that remembers what it was asked for. */
  private static final class Asked extends AbstractMap<String, String> {

    private final Map<String, String> values;
    private final Set<String> names = new TreeSet<>();

    Asked(Map<String, String> values) {
      this.values = new HashMap<>(values);
    }

    @Override
    public String get(Object name) {
      names.add(String.valueOf(name));
      return values.get(name);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      return values.entrySet();
    }
  }
}
