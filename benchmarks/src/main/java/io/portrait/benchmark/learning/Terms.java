package io.portrait.benchmark.learning;

import io.portrait.learning.Input;
import io.portrait.learning.Scaler;
import java.util.List;

/**
 * What the batch model sees of a user: the standardised columns, and of those that may be null
 * whether they are. With squares and products, too, it was no better on the files at hand.
 *
 * @param columns all of them
 */
record Terms(List<Input> columns) {

  Terms {
    columns = List.copyOf(columns);
  }

  /** How many terms there are. */
  int size() {
    return columns.size() + (int) columns.stream().filter(Input::isOptional).count();
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
    return terms;
  }
}
