package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container's mounted files as a folder: ConfigMaps with their content, secrets with made up
 * content, and what names one of these paths with the folder in front.
 */
final class ContainerFiles {

  private static final String ROOT = "/opt/portrait/";

  private final Rendered overlay;
  private final Path root;

  private ContainerFiles(Rendered overlay, Path root) {
    this.overlay = overlay;
    this.root = root;
  }

  /** Those of a container. */
  static ContainerFiles of(Rendered overlay, PodSpecs pod, Path root) {
    ContainerFiles files = new ContainerFiles(overlay, root);
    JsonNode container = pod.containers().findFirst().orElseThrow();
    for (JsonNode mount : PodSpecs.elements(container.path("volumeMounts")).toList()) {
      pod.volumes()
          .filter(volume -> volume.path("name").equals(mount.path("name")))
          .forEach(volume -> files.mount(mount.path("mountPath").asText(), volume));
    }
    return files;
  }

  /** What a secret holds that is mounted at a path: long enough for any. */
  static String secret(String path) {
    return "secret-of-" + path.replace('/', '-') + "-in-this-container";
  }

  /** The environment of a container, references to secrets left out. */
  Map<String, String> environment(PodSpecs pod) {
    Map<String, String> environment = new TreeMap<>();
    pod.containers()
        .flatMap(container -> PodSpecs.elements(container.path("env")))
        .filter(variable -> variable.has("value"))
        .forEach(
            variable ->
                environment.put(
                    variable.path("name").asText(), here(variable.path("value").asText())));
    return environment;
  }

  /** A text with the container's paths made paths of this machine. */
  String here(String text) {
    return text.replace(ROOT, root.resolve(ROOT.substring(1)) + "/");
  }

  private void mount(String place, JsonNode volume) {
    try {
      Path folder = Files.createDirectories(root.resolve(place.substring(1)));
      if (volume.has("configMap")) {
        String name = volume.at("/configMap/name").asText();
        for (JsonNode map : overlay.ofKind("ConfigMap").toList()) {
          if (Rendered.nameOf(map).equals(name)) {
            for (var file : map.path("data").properties()) {
              Files.writeString(folder.resolve(file.getKey()), here(file.getValue().asText()));
            }
          }
        }
      }
      for (JsonNode source : volume.at("/projected/sources")) {
        for (JsonNode item : source.at("/secret/items")) {
          Path file = folder.resolve(item.path("path").asText());
          Files.createDirectories(file.getParent());
          Files.writeString(file, secret(item.path("path").asText()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
