package io.portrait.definition;

import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code embedding}. Whether there is such a model is for whoever runs it to say. */
final class EmbeddingSection {

  private static final Duration DEFAULT_HALF_LIFE = Duration.ofDays(14);
  private static final Duration LEAST_HALF_LIFE = Duration.ofSeconds(1);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
  private static final Pattern FOLDER = Pattern.compile(Embedding.FILE + "/.+");

  private final YamlMapping section;
  private final EraseType erase;

  EmbeddingSection(YamlMapping section, EraseType erase) {
    this.section = section;
    this.erase = erase;
  }

  /** Null where something is wrong. */
  @Nullable Embedding read() {
    section.unknownKeysAreErrors(List.of("model", "of", "half_life", "weights"));
    String model = model();
    YamlScalar of = section.scalar("of");
    Field field = of == null ? new Field("text", Field.Kind.TEXT) : EventFields.readText(of);
    Duration halfLife = section.duration("half_life", DEFAULT_HALF_LIFE, LEAST_HALF_LIFE);
    Map<String, Double> weights = weights();
    return model == null || field == null ? null : new Embedding(model, field, halfLife, weights);
  }

  private @Nullable String model() {
    section.require("model");
    YamlScalar scalar = section.scalar("model");
    String model = scalar == null ? null : scalar.text();
    if (scalar == null || model == null) {
      return null;
    }
    if (!NAME.matcher(model).matches() && !FOLDER.matcher(model).matches()) {
      scalar.problem("a model is " + NAME + " or file:/FOLDER, not '" + model + "'");
      return null;
    }
    return model;
  }

  private Map<String, Double> weights() {
    YamlMapping written = section.mapping("weights");
    Map<String, Double> weights = new LinkedHashMap<>();
    if (written != null) {
      for (String type : written.keys()) {
        erase.refuse(type, written, written.positionOf(type));
        YamlScalar scalar = written.scalar(type);
        OptionalDouble weight =
            scalar == null ? OptionalDouble.empty() : scalar.number(0, Embedding.MOST_WEIGHT);
        weight.ifPresent(number -> weights.put(type, number));
      }
    }
    return weights;
  }
}
