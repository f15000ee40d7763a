package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.flink.client.deployment.ClusterSpecification;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptionsInternal;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptionsInternal;
import org.apache.flink.kubernetes.entrypoint.KubernetesApplicationClusterEntrypoint;
import org.apache.flink.kubernetes.kubeclient.FlinkPod;
import org.apache.flink.kubernetes.kubeclient.factory.KubernetesJobManagerFactory;
import org.apache.flink.kubernetes.kubeclient.factory.KubernetesTaskManagerFactory;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesJobManagerParameters;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesTaskManagerParameters;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.api.model.Container;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.api.model.Pod;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.client.utils.Serialization;
import org.apache.flink.kubernetes.utils.Constants;
import org.apache.flink.kubernetes.utils.KubernetesUtils;
import org.apache.flink.runtime.clusterframework.ContaineredTaskManagerParameters;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.externalresource.ExternalResourceUtils;

/**
 * The pods that come of a FlinkDeployment, made by Flink's own code; before it, what the operator
 * does: it merges templates by the names of their parts and sets the ephemeral storage.
 */
final class FlinkPods {

  static final String MAIN = "flink-main-container";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode deployment;
  private final Configuration configuration;
  private final ClusterSpecification cluster;

  private FlinkPods(JsonNode deployment, Path folder) {
    this.deployment = deployment;
    this.configuration = Configuration.fromMap(FlinkConfigurations.effective(deployment));
    configuration.set(DeploymentOptionsInternal.CONF_DIR, folder.toString());
    configuration.set(
        KubernetesConfigOptionsInternal.ENTRY_POINT_CLASS,
        KubernetesApplicationClusterEntrypoint.class.getName());
    // As Flink's client does: ports that services and other pods rely on.
    KubernetesUtils.checkAndUpdatePortConfigOption(
        configuration, BlobServerOptions.PORT, Constants.BLOB_SERVER_PORT);
    KubernetesUtils.checkAndUpdatePortConfigOption(
        configuration, TaskManagerOptions.RPC_PORT, Constants.TASK_MANAGER_RPC_PORT);
    KubernetesUtils.checkAndUpdatePortConfigOption(
        configuration,
        HighAvailabilityOptions.HA_JOB_MANAGER_PORT_RANGE,
        configuration.get(JobManagerOptions.PORT));
    cluster =
        new ClusterSpecification.ClusterSpecificationBuilder()
            .setMasterMemoryMB(2048)
            .setTaskManagerMemoryMB(4096)
            .setSlotsPerTaskManager(2)
            .createClusterSpecification();
  }

  static FlinkPods of(Rendered rendered) {
    try {
      // Where a client has the log configuration; here there is none.
      return new FlinkPods(rendered.flink(), Files.createTempDirectory("flink-conf"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The Deployment of the JobManager. */
  JsonNode jobManager() {
    try {
      return json(
          KubernetesJobManagerFactory.buildKubernetesJobManagerSpecification(
                  pod("jobManager"), new KubernetesJobManagerParameters(configuration, cluster))
              .getDeployment());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The pod of a TaskManager. */
  JsonNode taskManager() {
    TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    return json(
        KubernetesTaskManagerFactory.buildTaskManagerKubernetesPod(
                pod("taskManager"),
                new KubernetesTaskManagerParameters(
                    configuration,
                    "portrait-taskmanager-1-1",
                    "",
                    "",
                    ContaineredTaskManagerParameters.create(configuration, memory),
                    ExternalResourceUtils.getExternalResourceConfigurationKeys(
                        configuration,
                        KubernetesConfigOptions.EXTERNAL_RESOURCE_KUBERNETES_CONFIG_KEY_SUFFIX),
                    Set.of()))
            .getInternalResource());
  }

  private FlinkPod pod(String part) {
    ObjectNode merged = JSON.createObjectNode();
    merge(merged, deployment.at("/spec/podTemplate"));
    merge(merged, deployment.at("/spec/" + part + "/podTemplate"));
    Pod pod = Serialization.unmarshal(merged.toString(), Pod.class);
    Container main =
        pod.getSpec().getContainers().stream()
            .filter(container -> container.getName().equals(MAIN))
            .findFirst()
            .orElseThrow();
    pod.getSpec().getContainers().remove(main);
    return new FlinkPod(pod, main);
  }

  /** As {@code kubernetes.operator.pod-template.merge-arrays-by-name} has it. */
  private static void merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(
            entry -> {
              JsonNode there = into.get(entry.getKey());
              JsonNode added = entry.getValue();
              if (there instanceof ObjectNode object && added.isObject()) {
                merge(object, added);
              } else if (there instanceof ArrayNode array && added.isArray()) {
                added.forEach(element -> mergeByName(array, element));
              } else {
                into.set(entry.getKey(), added.deepCopy());
              }
            });
  }

  private static void mergeByName(ArrayNode into, JsonNode element) {
    for (JsonNode there : into) {
      if (element.has("name") && there.path("name").equals(element.get("name"))) {
        merge((ObjectNode) there, element);
        return;
      }
    }
    into.add(element.deepCopy());
  }

  private static JsonNode json(Object resource) {
    try {
      return JSON.readTree(Serialization.asJson(resource));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
