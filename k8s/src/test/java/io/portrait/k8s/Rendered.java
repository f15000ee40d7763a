package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** The resources of an overlay, as kustomize has made them: {@code k8s/rendered/<name>.yaml}. */
record Rendered(String name, List<ObjectNode> resources) {

  /** What users apply to a namespace. */
  static final List<String> OVERLAYS = List.of("dev", "production", "gpu");

  /** Where this module lies. */
  static final Path HOME = Path.of("").toAbsolutePath();

  private static final YAMLMapper YAML = new YAMLMapper();

  /** Everything that is rendered: the overlays, and what is applied once a cluster. */
  static Stream<Rendered> all() {
    return Stream.concat(OVERLAYS.stream(), Stream.of("certificates")).map(Rendered::of);
  }

  static Stream<Rendered> overlays() {
    return OVERLAYS.stream().map(Rendered::of);
  }

  static Rendered of(String name) {
    return new Rendered(name, parse(text(name)));
  }

  /** The file, its first line included. */
  static String text(String name) {
    return read(HOME.resolve("rendered").resolve(name + ".yaml"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML stream. */
  static List<ObjectNode> parse(String yaml) {
    try (MappingIterator<ObjectNode> documents =
        YAML.readerFor(ObjectNode.class).readValues(yaml)) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Stream<ObjectNode> ofKind(String kind) {
    return resources.stream().filter(resource -> kind(resource).equals(kind));
  }

  /** The one of a kind and name, a ConfigMap's without the hash at its end. */
  ObjectNode get(String kind, String name) {
    return ofKind(kind)
        .filter(resource -> nameOf(resource).replaceFirst("-[a-z0-9]{10}$", "").equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(kind + " " + name + " of " + this.name));
  }

  ObjectNode flink() {
    return get("FlinkDeployment", "portrait");
  }

  static String kind(JsonNode resource) {
    return resource.path("kind").asText();
  }

  static String nameOf(JsonNode resource) {
    return resource.path("metadata").path("name").asText();
  }

  @Override
  public String toString() {
    return name;
  }
}
