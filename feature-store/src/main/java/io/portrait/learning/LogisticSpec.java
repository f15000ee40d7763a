package io.portrait.learning;

import io.portrait.definition.Churn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a logistic regression learns from, and how.
 *
 * @param columns a number each, none twice; the coordinates of an embedding may follow them
 * @param interactions names among the columns, none twice, whose products by twos are inputs too
 * @param clip the greatest standardised number either way, positive
 * @param learning how fast and how sparingly
 */
public record LogisticSpec(
    List<Input> columns, List<String> interactions, double clip, Churn.Learning learning) {

  /** Four standard deviations: what is further out says no more than that. */
  public static final double DEFAULT_CLIP = 4;

  public LogisticSpec {
    columns = List.copyOf(columns);
    interactions = List.copyOf(interactions);
    Set<String> names = new HashSet<>();
    for (Input column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("the column '" + column.name() + "' is there twice");
      }
    }
    Set<String> products = new HashSet<>();
    for (String name : interactions) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("the interaction '" + name + "' is no column");
      }
      if (!products.add(name)) {
        throw new IllegalArgumentException("the interaction '" + name + "' is there twice");
      }
    }
    if (!(clip > 0) || Double.isInfinite(clip)) {
      throw new IllegalArgumentException("clip must be positive and finite, not " + clip);
    }
  }

  /** With {@link #DEFAULT_CLIP}. */
  public LogisticSpec(List<Input> columns, List<String> interactions, Churn.Learning learning) {
    this(columns, interactions, DEFAULT_CLIP, learning);
  }
}
