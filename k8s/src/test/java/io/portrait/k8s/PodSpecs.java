package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Every pod that an overlay leads to: those it describes, and those that Flink makes. */
record PodSpecs(String name, Map<String, String> labels, JsonNode spec) {

  /** Whose images are ours; only development brings others along. */
  static final List<String> OURS = List.of("portrait-job", "portrait-http", "portrait-tools");

  static List<PodSpecs> of(Rendered rendered) {
    List<PodSpecs> pods = new ArrayList<>();
    rendered
        .ofKind("Deployment")
        .forEach(
            deployment ->
                pods.add(of(Rendered.nameOf(deployment), deployment.at("/spec/template"))));
    rendered
        .ofKind("CronJob")
        .forEach(
            job -> pods.add(of(Rendered.nameOf(job), job.at("/spec/jobTemplate/spec/template"))));
    FlinkPods flink = FlinkPods.of(rendered);
    pods.add(of("jobmanager", flink.jobManager().at("/spec/template")));
    pods.add(of("taskmanager", flink.taskManager()));
    return pods;
  }

  private static PodSpecs of(String name, JsonNode template) {
    Map<String, String> labels = new TreeMap<>();
    template
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new PodSpecs(name, labels, template.path("spec"));
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  Stream<JsonNode> containers() {
    return Stream.of("containers", "initContainers").flatMap(kind -> elements(spec.path(kind)));
  }

  Stream<JsonNode> volumes() {
    return elements(spec.path("volumes"));
  }

  /** Where a container may write: what is mounted and no ConfigMap or secret. */
  List<String> writable() {
    List<String> writable = new ArrayList<>();
    for (JsonNode mount : containers().flatMap(c -> elements(c.path("volumeMounts"))).toList()) {
      boolean isScratch =
          volumes()
              .filter(volume -> volume.path("name").equals(mount.path("name")))
              .anyMatch(volume -> volume.has("emptyDir") || volume.has("persistentVolumeClaim"));
      if (isScratch && !mount.path("readOnly").asBoolean()) {
        writable.add(mount.path("mountPath").asText());
      }
    }
    return writable;
  }

  boolean isOurs() {
    return containers().allMatch(c -> OURS.stream().anyMatch(c.path("image").asText()::contains));
  }

  @Override
  public String toString() {
    return name;
  }
}
