package io.portrait.learning;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.definition.Churn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The published form of a {@link LogisticModel}. */
final class LogisticModelJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private LogisticModelJson() {}

  static String write(LogisticModel model) {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", model.version());
    json.put("examples", model.examples());
    json.put("base_rate", model.baseRate());
    Standardisation standardisation = model.standardisation();
    json.put("clip", standardisation.clip());
    ArrayNode columns = json.putArray("columns");
    for (int i = 0; i < model.columns().size(); i++) {
      Input column = model.columns().get(i);
      columns
          .addObject()
          .put("name", column.name())
          .put("scale", column.scale().name())
          .put("optional", column.isOptional())
          .put("mean", standardisation.mean(i))
          .put("variance", standardisation.variance(i))
          .put("examples", standardisation.weight(i));
    }
    ArrayNode interactions = json.putArray("interactions");
    model.terms().interactions().forEach(interactions::add);
    ObjectNode weights = json.putObject("weights");
    model.weights().forEach(weights::put);
    return json.toPrettyString();
  }

  static LogisticModel read(String json) {
    JsonFields model = new JsonFields(parse(json), "");
    model.onlyHas("version", "examples", "base_rate", "clip", "columns", "interactions", "weights");
    double version = model.has("version") ? model.number("version") : 1;
    if (version < 0 || version != Math.rint(version) || version > 1L << 53) {
      throw model.wrong("version", "must be a whole number, 0 or more");
    }
    double examples = notNegative(model, "examples");
    double baseRate = model.number("base_rate");
    if (!(baseRate >= BaseRate.LEAST && baseRate <= 1 - BaseRate.LEAST)) {
      throw model.wrong("base_rate", "must be between 0 and 1, 1e-9 from both");
    }
    double clip = model.has("clip") ? model.number("clip") : LogisticSpec.DEFAULT_CLIP;
    if (!(clip > 0)) {
      throw model.wrong("clip", "must be positive");
    }

    List<JsonFields> columns = model.objects("columns");
    List<Input> inputs = new ArrayList<>();
    double[] weight = new double[columns.size()];
    double[] mean = new double[columns.size()];
    double[] variance = new double[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      JsonFields column = columns.get(i);
      inputs.add(input(column));
      mean[i] = column.number("mean");
      variance[i] = notNegative(column, "variance");
      weight[i] = column.has("examples") ? notNegative(column, "examples") : examples;
    }
    LogisticTerms terms = terms(model, inputs, clip);
    return new LogisticModel(
        terms,
        new Standardisation(terms.columns(), clip, weight, mean, variance),
        weights(model.object("weights"), terms),
        baseRate,
        examples,
        (long) version);
  }

  private static JsonNode parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (!node.isObject()) {
        throw new IllegalArgumentException("a model is a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new IllegalArgumentException(
          "no JSON: " + place + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static Input input(JsonFields column) {
    column.onlyHas("name", "scale", "optional", "mean", "variance", "examples");
    String scale = column.text("scale");
    if (!scale.equals("LOG") && !scale.equals("PLAIN")) {
      throw column.wrong("scale", "must be LOG or PLAIN, not '" + scale + "'");
    }
    boolean isOptional = column.has("optional") && column.flag("optional");
    return new Input(column.text("name"), Input.Scale.valueOf(scale), isOptional);
  }

  private static double notNegative(JsonFields fields, String name) {
    double number = fields.number(name);
    if (number < 0) {
      throw fields.wrong(name, "must not be negative");
    }
    return number;
  }

  private static LogisticTerms terms(JsonFields model, List<Input> columns, double clip) {
    List<String> interactions = model.has("interactions") ? model.texts("interactions") : List.of();
    try {
      LogisticSpec spec = new LogisticSpec(columns, interactions, clip, Churn.Learning.DEFAULT);
      return new LogisticTerms(spec.columns(), spec.interactions());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("columns, interactions: " + e.getMessage(), e);
    }
  }

  /** The weights in the order of the terms; as many coordinates of the embedding as are named. */
  private static double[] weights(JsonFields fields, LogisticTerms terms) {
    Map<String, Integer> places = new HashMap<>();
    List<String> names = terms.names(terms.count() + fields.names().size());
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    Map<Integer, Double> numbers = new LinkedHashMap<>();
    int length = terms.count();
    for (String name : fields.names()) {
      Integer place = places.get(name);
      if (place == null) {
        throw fields.wrong(name, "is no term of these columns");
      }
      numbers.put(place, fields.number(name));
      length = Math.max(length, place + 1);
    }
    double[] weights = new double[length];
    numbers.forEach((place, number) -> weights[place] = number);
    return weights;
  }
}
