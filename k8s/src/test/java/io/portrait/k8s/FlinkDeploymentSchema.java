package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The operator's own definition of the kind, made strict: what it does not name is an error. */
final class FlinkDeploymentSchema {

  private static final String DEFINITION =
      "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

  private final JsonSchema schema;

  FlinkDeploymentSchema() {
    ObjectNode definition = Rendered.parse(resource()).get(0);
    JsonNode version = definition.at("/spec/versions/0");
    if (!version.path("name").asText().equals("v1beta1")) {
      throw new IllegalStateException("another version: " + version.path("name"));
    }
    ObjectNode open = (ObjectNode) version.at("/schema/openAPIV3Schema");
    ObjectNode top = (ObjectNode) open.get("properties");
    for (String name : List.of("apiVersion", "kind")) {
      top.putObject(name).put("type", "string");
    }
    if (!top.has("metadata")) {
      top.putObject("metadata").put("type", "object");
    }
    close(open);
    schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(open);
  }

  /** Problems, each with its place; {@code metadata} is checked as any other kind's. */
  void check(JsonNode deployment, Problems problems) {
    schema
        .validate(deployment)
        .forEach(
            message ->
                problems.add(message.getInstanceLocation().toString(), message.getMessage()));
  }

  /** Refuses what an object does not name; turns Kubernetes' own marks into JSON Schema. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean isObject = object.path("properties").isObject();
      boolean isOpen =
          object.has("additionalProperties")
              || object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
      if (isObject && !isOpen) {
        object.put("additionalProperties", false);
      }
      if (object.path("x-kubernetes-int-or-string").asBoolean()) {
        object.remove(List.of("anyOf", "x-kubernetes-int-or-string"));
        ArrayNode types = JsonNodeFactory.instance.arrayNode().add("integer").add("string");
        object.set("type", types);
      }
      object.properties().forEach(entry -> close(entry.getValue()));
    } else if (node.isArray()) {
      node.forEach(FlinkDeploymentSchema::close);
    }
  }

  private static String resource() {
    try (InputStream in =
        Objects.requireNonNull(
            FlinkDeploymentSchema.class.getClassLoader().getResourceAsStream(DEFINITION),
            DEFINITION)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
