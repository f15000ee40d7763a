package io.portrait.learning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The fields of a JSON object, and where it stands: what is wrong is named in one line. */
final class JsonFields {

  private final JsonNode object;
  private final String prefix;

  /**
   * @param object an object
   * @param prefix of its fields' names in messages: {@code columns[2].}
   */
  JsonFields(JsonNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  void onlyHas(String... known) {
    List<String> names = List.of(known);
    for (String name : names()) {
      if (!names.contains(name)) {
        throw wrong(name, "is no field; there are " + String.join(", ", names));
      }
    }
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean has(String name) {
    return object.has(name);
  }

  double number(String name) {
    JsonNode node = get(name);
    // A literal such as 1e999 is a number of JSON, but none of ours.
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrong(name, "must be a finite number");
    }
    return node.doubleValue();
  }

  String text(String name) {
    JsonNode node = get(name);
    if (!node.isTextual()) {
      throw wrong(name, "must be a text");
    }
    return node.textValue();
  }

  boolean flag(String name) {
    JsonNode node = get(name);
    if (!node.isBoolean()) {
      throw wrong(name, "must be true or false");
    }
    return node.booleanValue();
  }

  JsonFields object(String name) {
    JsonNode node = get(name);
    if (!node.isObject()) {
      throw wrong(name, "must be an object");
    }
    return new JsonFields(node, prefix + name + ".");
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode node : array(name)) {
      String element = name + "[" + objects.size() + "]";
      if (!node.isObject()) {
        throw wrong(element, "must be an object");
      }
      objects.add(new JsonFields(node, prefix + element + "."));
    }
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : array(name)) {
      if (!node.isTextual()) {
        throw wrong(name + "[" + texts.size() + "]", "must be a text");
      }
      texts.add(node.textValue());
    }
    return texts;
  }

  IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(prefix + name + " " + what);
  }

  private JsonNode array(String name) {
    JsonNode node = get(name);
    if (!node.isArray()) {
      throw wrong(name, "must be a list");
    }
    return node;
  }

  private JsonNode get(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      throw wrong(name, "is missing");
    }
    return node;
  }
}
