package io.portrait.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A {@link KMeansModel} as JSON.
 *
 * <p>{@code {"format", "version", "clip", "width", "columns": [{"name", "scale", "optional",
 * "weight", "mean", "variance"}], "segments": [{"size", "vector_size", "centroid": {column: number
 * or null}, "vector": [...]}]}}. Means, variances and centroids are on the columns' own scale: for
 * {@code log} that is {@code sign(x) ln(1 + |x|)}. Null is a coordinate that nobody knows.
 */
final class KMeansJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  private KMeansJson() {}

  static String write(KMeansModel model) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", model.version());
    Standardisation standard = model.space().standard();
    root.put("clip", standard.clip());
    root.put("width", model.width());
    ArrayNode columns = root.putArray("columns");
    for (int i = 0; i < model.columns().size(); i++) {
      Input column = model.columns().get(i);
      columns
          .addObject()
          .put("name", column.name())
          .put("scale", column.scale().name().toLowerCase(Locale.ROOT))
          .put("optional", column.isOptional())
          .put("weight", standard.weight(i))
          .put("mean", standard.mean(i))
          .put("variance", standard.variance(i));
    }
    ArrayNode segments = root.putArray("segments");
    double[][] centroids = model.unscaled();
    for (int segment = 0; segment < centroids.length; segment++) {
      ObjectNode node = segments.addObject();
      node.put("size", model.size(segment));
      node.put("vector_size", model.vectorSize(segment));
      ObjectNode centroid = node.putObject("centroid");
      for (int i = 0; i < model.columns().size(); i++) {
        double coordinate = centroids[segment][i];
        // an absent number, not the word NaN, which JSON does not know
        centroid.put(model.columns().get(i).name(), Double.isNaN(coordinate) ? null : coordinate);
      }
      ArrayNode vector = node.putArray("vector");
      for (int i = model.columns().size(); i < centroids[segment].length; i++) {
        vector.add(centroids[segment][i]);
      }
    }
    return root.toString();
  }

  static KMeansModel read(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new IllegalArgumentException(
          "not JSON: " + place + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
    int format = root.path("format").asInt();
    check(format == FORMAT, "segments of format " + FORMAT + " are wanted, not " + format);
    JsonNode nodes = root.path("columns");
    int count = nodes.size();
    List<Input> columns = new ArrayList<>();
    double[] weights = new double[count];
    double[] means = new double[count];
    double[] variances = new double[count];
    for (int i = 0; i < count; i++) {
      JsonNode node = nodes.get(i);
      columns.add(new Input(text(node, "name"), scale(node), node.path("optional").asBoolean()));
      weights[i] = notNegative(node, "weight");
      means[i] = number(node, "mean");
      variances[i] = notNegative(node, "variance");
    }
    check(columns.stream().map(Input::name).distinct().count() == count, "a column is named twice");
    double clip = number(root, "clip");
    check(clip > 0, "clip must be positive");
    check(root.path("version").canConvertToLong(), "version is missing");
    Standardisation standard = new Standardisation(columns, clip, weights, means, variances);
    return segments(
        root, root.path("version").longValue(), columns, new PointSpace(columns, standard));
  }

  private static KMeansModel segments(
      JsonNode root, long version, List<Input> columns, PointSpace space) {
    JsonNode nodes = root.path("segments");
    int width = root.path("width").asInt();
    check(nodes.size() >= 2, "at least two segments are wanted");
    check(width >= 0 && columns.size() + width > 0, "neither columns nor an embedding");
    double[][] centroids = new double[nodes.size()][columns.size() + width];
    double[] sizes = new double[nodes.size()];
    double[] vectorSizes = new double[nodes.size()];
    for (int segment = 0; segment < sizes.length; segment++) {
      JsonNode node = nodes.get(segment);
      sizes[segment] = notNegative(node, "size");
      vectorSizes[segment] = notNegative(node, "vector_size");
      JsonNode centroid = node.path("centroid");
      for (int i = 0; i < columns.size(); i++) {
        String name = columns.get(i).name();
        boolean isUnknown = centroid.path(name).isNull();
        centroids[segment][i] = isUnknown ? Double.NaN : number(centroid, name);
      }
      JsonNode vector = node.path("vector");
      check(vector.size() == width, "a vector of " + vector.size() + " instead of " + width);
      for (int i = 0; i < width; i++) {
        check(vector.get(i).isNumber(), "a vector must be of numbers");
        centroids[segment][columns.size() + i] = vector.get(i).doubleValue();
      }
    }
    return new KMeansModel(version, space, centroids, sizes, vectorSizes);
  }

  private static Input.Scale scale(JsonNode node) {
    String name = text(node, "scale");
    for (Input.Scale scale : Input.Scale.values()) {
      if (scale.name().toLowerCase(Locale.ROOT).equals(name)) {
        return scale;
      }
    }
    throw new IllegalArgumentException("unknown scale " + name);
  }

  private static String text(JsonNode node, String field) {
    check(node.path(field).isTextual(), field + " is missing");
    return node.path(field).textValue();
  }

  private static double notNegative(JsonNode node, String field) {
    double number = number(node, field);
    check(number >= 0, field + " must not be negative");
    return number;
  }

  private static double number(JsonNode node, String field) {
    double number = node.path(field).isNumber() ? node.path(field).doubleValue() : Double.NaN;
    check(Double.isFinite(number), field + " must be a number");
    return number;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
