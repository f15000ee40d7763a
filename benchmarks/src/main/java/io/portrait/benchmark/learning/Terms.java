package io.portrait.benchmark.learning;

import io.portrait.learning.Input;
import io.portrait.learning.Scaler;
import java.util.List;

/**
 * What a linear model sees of a user: the standardised columns, whether one is null, and, if asked
 * for, the square of each column and products by twos.
 *
 * @param columns all of them
 * @param hasSquares whether squares are terms
 * @param interacting names of the columns whose products by twos are terms
 */
record Terms(List<Input> columns, boolean hasSquares, List<String> interacting) {

  Terms {
    columns = List.copyOf(columns);
    interacting = List.copyOf(interacting);
  }

  /** How many terms there are. */
  int size() {
    int nullable = (int) columns.stream().filter(Input::isOptional).count();
    int pairs = interacting.size() * (interacting.size() - 1) / 2;
    return columns.size() + nullable + (hasSquares ? columns.size() : 0) + pairs;
  }

  /**
   * The terms of a user.
   *
   * @param features a number a column, NaN where it is null
   * @return shape [size()], finite
   */
  double[] of(Scaler scaler, double[] features) {
    double[] terms = new double[size()];
    int next = 0;
    for (int i = 0; i < columns.size(); i++) {
      terms[next++] = scaler.standardised(i, features[i]);
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isOptional()) {
        terms[next++] = Double.isNaN(features[i]) ? 1 : 0;
      }
    }
    for (int i = 0; hasSquares && i < columns.size(); i++) {
      terms[next++] = terms[i] * terms[i];
    }
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        if (interacts(i) && interacts(j)) {
          terms[next++] = terms[i] * terms[j];
        }
      }
    }
    return terms;
  }

  private boolean interacts(int column) {
    return interacting.contains(columns.get(column).name());
  }
}
