package io.portrait.learning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The terms that a logistic regression weighs, in the order of a row: the intercept, every
 * standardised column, every square, the products of the interactions by twos, a 0/1 for every
 * optional column that says whether it is null, the coordinates of the embedding where there is
 * one. Immutable.
 */
final class LogisticTerms {

  /** Its input is 1; it is what the base rate does not say, and never dropped. */
  static final String INTERCEPT = "(intercept)";

  private final List<Input> columns;
  private final List<String> interactions;

  /** Columns of each product. */
  private final int[] left;

  private final int[] right;

  /** Columns that may be null. */
  private final int[] optional;

  LogisticTerms(List<Input> columns, List<String> interactions) {
    this.columns = columns;
    this.interactions = interactions;
    List<String> names = columns.stream().map(Input::name).toList();
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < interactions.size(); i++) {
      for (int j = i + 1; j < interactions.size(); j++) {
        pairs.add(
            new int[] {names.indexOf(interactions.get(i)), names.indexOf(interactions.get(j))});
      }
    }
    left = pairs.stream().mapToInt(pair -> pair[0]).toArray();
    right = pairs.stream().mapToInt(pair -> pair[1]).toArray();
    optional =
        IntStream.range(0, columns.size()).filter(i -> columns.get(i).isOptional()).toArray();
  }

  List<Input> columns() {
    return columns;
  }

  List<String> interactions() {
    return interactions;
  }

  /** How many there are without an embedding. */
  int count() {
    return 1 + 2 * columns.size() + left.length + optional.length;
  }

  /** How many a user has: coordinates of an embedding follow the columns. */
  int count(double[] features) {
    return count() + features.length - columns.size();
  }

  /**
   * The inputs of a user.
   *
   * @param features what {@link Inputs#of} gives
   * @param row takes them; as long as {@link #count(double[])} or longer, and left as it is there
   */
  void fill(double[] features, Standardisation standardisation, double[] row) {
    int squares = 1 + columns.size();
    row[0] = 1;
    for (int i = 0; i < columns.size(); i++) {
      double value = standardisation.of(i, features[i]);
      row[1 + i] = value;
      row[squares + i] = value * value;
    }
    int next = squares + columns.size();
    for (int i = 0; i < left.length; i++) {
      row[next++] = row[1 + left[i]] * row[1 + right[i]];
    }
    for (int column : optional) {
      row[next++] = Double.isNaN(features[column]) ? 1 : 0;
    }
    System.arraycopy(features, columns.size(), row, next, features.length - columns.size());
  }

  /**
   * What each column adds to a score: that of the user less that of the same user with the column
   * at its mean, where its terms are 0.
   *
   * @param row what {@link #fill} gave
   * @param weights a number a term
   * @return shape [columns]; a product counts for both of its columns
   */
  double[] contributions(double[] row, double[] weights) {
    int squares = 1 + columns.size();
    double[] contributions = new double[columns.size()];
    for (int i = 0; i < contributions.length; i++) {
      contributions[i] = weights[1 + i] * row[1 + i] + weights[squares + i] * row[squares + i];
    }
    int next = squares + columns.size();
    for (int i = 0; i < left.length; i++, next++) {
      contributions[left[i]] += weights[next] * row[next];
      contributions[right[i]] += weights[next] * row[next];
    }
    for (int column : optional) {
      contributions[column] += weights[next] * row[next];
      next++;
    }
    return contributions;
  }

  /**
   * The names, for people: {@code a}, {@code a^2}, {@code a * b}, {@code a is null}, {@code
   * embedding[0]}.
   *
   * @param terms how many, {@link #count()} or more
   */
  List<String> names(int terms) {
    List<String> names = new ArrayList<>();
    names.add(INTERCEPT);
    columns.forEach(column -> names.add(column.name()));
    columns.forEach(column -> names.add(column.name() + "^2"));
    for (int i = 0; i < left.length; i++) {
      names.add(product(columns.get(left[i]), columns.get(right[i])));
    }
    for (int column : optional) {
      names.add(columns.get(column).name() + " is null");
    }
    for (int i = 0; names.size() < terms; i++) {
      names.add("embedding[" + i + "]");
    }
    return names;
  }

  /** The same whichever of them comes first in a definition. */
  private static String product(Input a, Input b) {
    return a.name().compareTo(b.name()) < 0
        ? a.name() + " * " + b.name()
        : b.name() + " * " + a.name();
  }

  /**
   * Takes over a number for every term that there was before, by name, and 0 for every other.
   *
   * @param numbers a number a term of {@code before}
   * @return a number a term of this; a term of a column that is scaled otherwise now counts as new
   */
  double[] takeOver(LogisticTerms before, double[] numbers) {
    Map<String, Double> known = new HashMap<>();
    List<String> names = before.names(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      if (before.meansTheSame(i, this)) {
        known.put(names.get(i), numbers[i]);
      }
    }
    int coordinates = numbers.length - before.count();
    double[] taken = new double[count() + coordinates];
    List<String> here = names(taken.length);
    for (int i = 0; i < taken.length; i++) {
      taken[i] = known.getOrDefault(here.get(i), 0.0);
    }
    return taken;
  }

  private boolean meansTheSame(int term, LogisticTerms after) {
    return columnsOf(term).stream()
        .allMatch(column -> after.columns.stream().anyMatch(column::isLike));
  }

  /** The columns that a term is made of: none, one or two. */
  private List<Input> columnsOf(int term) {
    int products = 1 + 2 * columns.size();
    int nulls = products + left.length;
    if (term == 0 || term >= count()) {
      return List.of();
    }
    if (term < products) {
      return List.of(columns.get((term - 1) % columns.size()));
    }
    if (term < nulls) {
      return List.of(columns.get(left[term - products]), columns.get(right[term - products]));
    }
    return List.of(columns.get(optional[term - nulls]));
  }
}
