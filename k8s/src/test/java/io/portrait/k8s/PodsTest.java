package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod is held to, those that Flink makes among them. */
class PodsTest {

  /** What the profile "restricted" of Kubernetes' pod security lets a pod mount. */
  private static final Set<String> RESTRICTED_VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private record Case(Rendered overlay, PodSpecs pod) {
    @Override
    public String toString() {
      return overlay + " " + pod;
    }
  }

  private static Stream<Case> pods() {
    return Rendered.overlays()
        .flatMap(overlay -> PodSpecs.of(overlay).stream().map(pod -> new Case(overlay, pod)));
  }

  /** The rules of the profile, which the namespace enforces. */
  @ParameterizedTest
  @MethodSource("pods")
  void isOfTheRestrictedProfile(Case each) {
    JsonNode pod = each.pod.spec();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      assertThat(pod.path(shared).asBoolean()).as(shared).isFalse();
    }
    each.pod
        .volumes()
        .forEach(
            volume -> {
              Set<String> kinds = new TreeSet<>();
              volume.fieldNames().forEachRemaining(kinds::add);
              kinds.remove("name");
              assertThat(RESTRICTED_VOLUMES).containsAll(kinds);
            });
    each.pod
        .containers()
        .forEach(
            container -> {
              JsonNode context = container.path("securityContext");
              assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(context.path("privileged").asBoolean()).isFalse();
              assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
              assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
              PodSpecs.elements(container.path("ports"))
                  .forEach(port -> assertThat(port.has("hostPort")).isFalse());
            });
  }

  @ParameterizedTest
  @MethodSource("pods")
  void ourContainersWriteWhereSomethingIsMountedOnly(Case each) {
    if (!each.pod.isOurs()) {
      return;
    }
    each.pod
        .containers()
        .forEach(
            container ->
                assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue());
    assertThat(each.pod.writable()).contains("/tmp");
    // What a volume may take is bounded, so that no pod fills its node. One is of Flink's own
    // making: for jars that are fetched, of which there are none.
    each.pod
        .volumes()
        .filter(volume -> volume.has("emptyDir"))
        .filter(volume -> !volume.path("name").asText().equals("user-artifacts-volume"))
        .forEach(volume -> assertThat(volume.at("/emptyDir").has("sizeLimit")).isTrue());
  }

  /** Of the folders that Flink's configuration and the environment name. */
  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void whatIsWrittenToIsWritable(Rendered overlay) {
    List<PodSpecs> pods = PodSpecs.of(overlay);
    PodSpecs worker = named(pods, "taskmanager");
    Map<String, String> configuration = FlinkConfigurations.written(overlay.flink());
    assertThat(worker.writable())
        .contains("/opt/flink/log")
        .anyMatch(configuration.get("state.backend.rocksdb.localdir")::startsWith)
        .contains(variable(worker, "DJL_CACHE_DIR"));
    assertThat(named(pods, "jobmanager").writable()).contains("/opt/flink/log");
    for (String key :
        List.of(
            "execution.checkpointing.dir",
            "execution.checkpointing.savepoint-dir",
            "high-availability.storageDir")) {
      String folder = configuration.get(key);
      if (folder.startsWith("file://")) {
        String path = folder.substring("file://".length());
        assertThat(worker.writable()).as(key).anyMatch(path::startsWith);
        assertThat(named(pods, "jobmanager").writable()).as(key).anyMatch(path::startsWith);
      } else {
        assertThat(folder).startsWith("s3://");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pods")
  void asksForWhatItTakes(Case each) {
    each.pod
        .containers()
        .forEach(
            container -> {
              JsonNode resources = container.path("resources");
              assertThat(resources.at("/requests/cpu").isMissingNode()).isFalse();
              assertThat(resources.at("/requests/memory"))
                  .isEqualTo(resources.at("/limits/memory"));
              assertThat(resources.at("/limits/memory").isMissingNode()).isFalse();
            });
  }

  /** Kubernetes' variables for services are named as settings of Kafka and others are. */
  @ParameterizedTest
  @MethodSource("pods")
  void seesNoServicesInItsEnvironment(Case each) {
    assertThat(each.pod.spec().path("enableServiceLinks").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("pods")
  void noSecretStandsInAPod(Case each) {
    each.pod
        .containers()
        .flatMap(container -> PodSpecs.elements(container.path("env")))
        .filter(variable -> variable.has("value"))
        .forEach(
            variable ->
                assertThat(variable.path("name").asText())
                    .doesNotMatch(".*(PASSWORD|TOKEN|SECRET|CREDENTIAL)S?$"));
  }

  /** The secrets are read where the job is drawn up, and nowhere else. */
  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void aWorkerHasNoSecretOfTheJob(Rendered overlay) {
    PodSpecs worker = named(PodSpecs.of(overlay), "taskmanager");
    assertThat(worker.spec().toString())
        .doesNotContain("portrait-redis", "portrait-kafka", "portrait-catalog", "portrait-http");
  }

  @ParameterizedTest
  @MethodSource("pods")
  void whatServesIsProbed(Case each) {
    boolean serves = !each.pod.spec().path("restartPolicy").asText().equals("Never");
    if (serves && !each.pod.name().equals("taskmanager")) {
      assertThat(each.pod.containers())
          .allMatch(container -> container.has("readinessProbe"), "has a readiness probe");
    }
  }

  @Test
  void aGpuIsAskedForOnAWorkerOnly() {
    List<PodSpecs> pods = PodSpecs.of(Rendered.of("gpu"));
    assertThat(
            named(pods, "taskmanager")
                .spec()
                .at("/containers/0/resources/limits/nvidia.com~1gpu")
                .asText())
        .isEqualTo("1");
    assertThat(named(pods, "jobmanager").spec().toString()).doesNotContain("nvidia.com/gpu");
    assertThat(PodSpecs.of(Rendered.of("production")).toString()).doesNotContain("nvidia");
  }

  private static PodSpecs named(List<PodSpecs> pods, String name) {
    return pods.stream().filter(pod -> pod.name().equals(name)).findFirst().orElseThrow();
  }

  private static String variable(PodSpecs pod, String name) {
    return pod.containers()
        .flatMap(container -> PodSpecs.elements(container.path("env")))
        .filter(variable -> variable.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("value")
        .asText();
  }
}
