package io.portrait.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.profile.ProfileSchema;
import java.io.IOException;
import java.io.InputStream;

/**
 * The description of the interface, OpenAPI 3.1: {@code openapi.json}, with the columns of a
 * definition file filled in, so that what is generated from it has fields with types.
 */
final class OpenApi {

  private static final ObjectMapper JSON = new ObjectMapper();

  private OpenApi() {}

  /** The description as JSON. */
  static String of(Definition definition, Limits limits) {
    ObjectNode description = read();
    ObjectNode schemas = (ObjectNode) description.at("/components/schemas");
    ObjectNode properties = (ObjectNode) schemas.at("/Profile/properties");
    ArrayNode names = ((ObjectNode) schemas.get("Feature")).putArray("enum").add(Views.ALL);
    for (Column column : ProfileSchema.of(definition).columns()) {
      describe(column, properties.putObject(column.name()));
      names.add(column.name());
    }
    names.add(Embedding.NAME);
    ((ObjectNode) schemas.at("/Batch/properties/users")).put("maxItems", limits.usersPerBatch());
    ((ObjectNode) schemas.get("Deadline")).put("maximum", limits.longestDeadline().toMillis());
    ((ObjectNode) schemas.get("Deadline")).put("default", limits.deadline().toMillis());
    return description.toString();
  }

  private static void describe(Column column, ObjectNode schema) {
    ArrayNode types = schema.putArray("type");
    switch (column.type()) {
      case LONG -> types.add("integer");
      case TIMESTAMP -> types.add("integer");
      case DOUBLE -> types.add("number");
      case STRING -> types.add("string");
      case STRING_LIST -> {
        types.add("array");
        schema.putObject("items").put("type", "string");
      }
      case LONG_MAP -> {
        types.add("object");
        schema.putObject("additionalProperties").put("type", "integer");
      }
    }
    types.add("null");
    if (!column.unit().isEmpty()) {
      schema.put("description", "in " + column.unit());
    }
  }

  private static ObjectNode read() {
    try (InputStream template = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (template == null) {
        throw new IllegalStateException("openapi.json is missing");
      }
      return (ObjectNode) JSON.readTree(template);
    } catch (IOException e) {
      throw new IllegalStateException("openapi.json cannot be read", e);
    }
  }
}
