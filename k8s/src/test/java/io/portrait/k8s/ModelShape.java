package io.portrait.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import io.fabric8.kubernetes.api.model.Duration;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds a value to the class that was generated for its kind: the API server's strictness, which
 * neither library's own reading has. A field that the class does not have, a number where a text
 * belongs (an {@code env} value, say), and a missing required field are problems.
 */
final class ModelShape {

  private static final Pattern QUANTITY =
      Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?");

  private final Problems problems;

  ModelShape(Problems problems) {
    this.problems = problems;
  }

  void check(String place, JsonNode value, Type type) {
    if (type instanceof ParameterizedType generic) {
      checkCollection(place, value, generic);
    } else if (type == String.class) {
      expect(place, value.isTextual(), "text", value);
    } else if (type == Boolean.class || type == boolean.class) {
      expect(place, value.isBoolean(), "true or false", value);
    } else if (type == Integer.class || type == Long.class) {
      expect(place, value.isIntegralNumber(), "a whole number", value);
    } else if (type == Double.class || type == Float.class) {
      expect(place, value.isNumber(), "a number", value);
    } else if (type == IntOrString.class) {
      expect(place, value.isIntegralNumber() || value.isTextual(), "a number or text", value);
    } else if (type == Quantity.class) {
      boolean fits = value.isNumber() || QUANTITY.matcher(value.asText()).matches();
      expect(place, fits && value.isValueNode(), "a quantity", value);
    } else if (type == Duration.class) {
      expect(place, value.isTextual() && Duration.isDuration(value.asText()), "a duration", value);
    } else if (type == OffsetDateTime.class) {
      expect(place, value.isTextual(), "a time", value);
    } else if (type == ObjectMeta.class) {
      check(place, value, V1ObjectMeta.class);
    } else if (type instanceof Class<?> model && model.isEnum()) {
      expect(place, value.isTextual(), "text", value);
    } else if (type instanceof Class<?> model && model != Object.class) {
      checkObject(place, value, model);
    }
  }

  private void checkCollection(String place, JsonNode value, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Map.class) {
      if (expect(place, value.isObject(), "a mapping", value)) {
        value
            .properties()
            .forEach(entry -> check(place + "." + entry.getKey(), entry.getValue(), arguments[1]));
      }
    } else if (expect(place, value.isArray(), "a list", value)) {
      for (int i = 0; i < value.size(); i++) {
        check(place + "[" + i + "]", value.get(i), arguments[0]);
      }
    }
  }

  private void checkObject(String place, JsonNode value, Class<?> model) {
    if (!expect(place, value.isObject(), "a mapping", value)) {
      return;
    }
    Map<String, Type> fields = fields(model);
    value
        .properties()
        .forEach(
            entry -> {
              Type type = fields.get(entry.getKey());
              if (type == null) {
                problems.add(
                    place, "no field '" + entry.getKey() + "' in " + model.getSimpleName());
              } else {
                check(place + "." + entry.getKey(), entry.getValue(), type);
              }
            });
    for (String required : required(model)) {
      if (!value.has(required)) {
        problems.add(place, "'" + required + "' is missing");
      }
    }
  }

  private boolean expect(String place, boolean isFine, String what, JsonNode value) {
    if (!isFine) {
      problems.add(place, "must be " + what + ", not " + value);
    }
    return isFine;
  }

  /**
   * Fields by their name in JSON: the official client's are marked for Gson, fabric8's for Jackson.
   */
  private static Map<String, Type> fields(Class<?> model) {
    Map<String, Type> fields = new LinkedHashMap<>();
    for (Field field : model.getDeclaredFields()) {
      SerializedName gson = field.getAnnotation(SerializedName.class);
      JsonProperty jackson = field.getAnnotation(JsonProperty.class);
      if (gson != null) {
        fields.put(gson.value(), field.getGenericType());
      } else if (jackson != null) {
        fields.put(jackson.value(), field.getGenericType());
      }
    }
    if (fields.isEmpty()) {
      throw new IllegalStateException(model + " is no model");
    }
    return fields;
  }

  private static Set<String> required(Class<?> model) {
    try {
      Object set = model.getField("openapiRequiredFields").get(null);
      return Set.copyOf(((java.util.Collection<?>) set).stream().map(String::valueOf).toList());
    } catch (NoSuchFieldException notGenerated) {
      return Set.of();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
