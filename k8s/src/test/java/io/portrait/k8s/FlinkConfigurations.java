package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What a FlinkDeployment configures Flink with. */
final class FlinkConfigurations {

  private FlinkConfigurations() {}

  /** {@code spec.flinkConfiguration}, by key. */
  static Map<String, String> written(JsonNode deployment) {
    Map<String, String> configuration = new TreeMap<>();
    deployment
        .at("/spec/flinkConfiguration")
        .properties()
        .forEach(entry -> configuration.put(entry.getKey(), entry.getValue().asText()));
    return configuration;
  }

  /** Also what the operator makes of the other fields, by the names of 1.10. */
  static Map<String, String> effective(JsonNode deployment) {
    Map<String, String> configuration = written(deployment);
    JsonNode spec = deployment.path("spec");
    configuration.put("kubernetes.cluster-id", Rendered.nameOf(deployment));
    configuration.put("kubernetes.namespace", deployment.at("/metadata/namespace").asText());
    configuration.put("kubernetes.container.image.ref", spec.path("image").asText());
    configuration.put("kubernetes.service-account", spec.path("serviceAccount").asText());
    configuration.put("parallelism.default", spec.at("/job/parallelism").asText());
    configuration.put(
        "kubernetes.jobmanager.replicas", spec.at("/jobManager/replicas").asText("1"));
    configuration.put(
        "kubernetes.jobmanager.cpu.amount", spec.at("/jobManager/resource/cpu").asText());
    configuration.put(
        "kubernetes.taskmanager.cpu.amount", spec.at("/taskManager/resource/cpu").asText());
    configuration.put(
        "jobmanager.memory.process.size", spec.at("/jobManager/resource/memory").asText());
    configuration.put(
        "taskmanager.memory.process.size", spec.at("/taskManager/resource/memory").asText());
    configuration.put("pipeline.jars", spec.at("/job/jarURI").asText());
    configuration.put("execution.target", "kubernetes-application");
    return configuration;
  }
}
