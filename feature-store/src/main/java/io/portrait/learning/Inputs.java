package io.portrait.learning;

import io.portrait.definition.Definition;
import io.portrait.definition.Derived;
import io.portrait.definition.Embedding;
import io.portrait.definition.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model learns from, in order.
 *
 * @param columns a number each
 * @param slots of the columns in {@link Values}
 * @param hasEmbedding whether the coordinates of the embedding follow
 */
public record Inputs(List<Input> columns, List<Integer> slots, boolean hasEmbedding) {

  public Inputs {
    columns = List.copyOf(columns);
    slots = List.copyOf(slots);
    if (columns.size() != slots.size()) {
      throw new IllegalArgumentException(columns.size() + " columns, " + slots.size() + " slots");
    }
  }

  /**
   * The inputs that a section names.
   *
   * @param names columns of the definition that are numbers, and {@link Embedding#NAME}
   */
  public static Inputs of(Definition definition, List<String> names) {
    List<String> all = definition.columns().stream().map(column -> column.name()).toList();
    Set<String> derived =
        definition.derived().stream().map(Derived::name).collect(Collectors.toSet());
    List<Input> columns = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    for (String name : names) {
      if (!name.equals(Embedding.NAME)) {
        // A ratio has no long tail that anyone could know of; what is summed up has.
        Input.Scale scale = derived.contains(name) ? Input.Scale.PLAIN : Input.Scale.LOG;
        columns.add(new Input(name, scale, !isAlwaysThere(definition, name)));
        slots.add(all.indexOf(name));
      }
    }
    return new Inputs(columns, slots, names.contains(Embedding.NAME));
  }

  private static boolean isAlwaysThere(Definition definition, String name) {
    if (name.equals(Definition.TENURE_DAYS)) {
      return true;
    }
    return definition.features().stream()
        .filter(feature -> feature.columns().contains(name))
        .anyMatch(feature -> feature.aggregate().isNeverNull());
  }

  /** The numbers of a user, NaN where one is null; where there is no vector, it is left out. */
  public double[] of(Values values) {
    float[] vector = hasEmbedding ? values.embedding() : null;
    double[] features = new double[columns.size() + (vector == null ? 0 : vector.length)];
    for (int i = 0; i < columns.size(); i++) {
      features[i] = values.number(slots.get(i));
    }
    for (int i = columns.size(); i < features.length && vector != null; i++) {
      features[i] = vector[i - columns.size()];
    }
    return features;
  }

  /** The names of the columns. */
  public List<String> names() {
    return columns.stream().map(Input::name).toList();
  }
}
