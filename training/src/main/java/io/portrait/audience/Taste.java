package io.portrait.audience;

import static java.util.stream.Collectors.joining;

import io.portrait.query.QueryEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The taste that seeds have in common: the sum of their vectors, which have length 1. How near
 * somebody's taste is to it is the cosine; that of a seed is to the sum of the other seeds, or each
 * would be near to itself.
 *
 * @param sum of the vectors of the seeds
 */
record Taste(List<Float> sum) {

  /** A sum no longer than that has no direction. */
  private static final double SHORTEST = 1e-6;

  /**
   * The taste of those who have one.
   *
   * @param vectors a query for their vectors
   * @return empty where fewer than two have one
   */
  static Optional<Taste> of(QueryEngine engine, String vectors) {
    Map<Integer, double[]> sums = new HashMap<>();
    Map<Integer, Integer> counts = new HashMap<>();
    engine.forEach(
        vectors,
        row -> {
          Object[] vector = (Object[]) row.getArray(1).getArray();
          double[] sum = sums.computeIfAbsent(vector.length, double[]::new);
          for (int i = 0; i < vector.length; i++) {
            sum[i] += ((Number) vector[i]).doubleValue();
          }
          counts.merge(vector.length, 1, Integer::sum);
        });
    // After a change of the model vectors of two kinds lie side by side: that of most counts.
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .filter(most -> most.getValue() > 1)
        .map(
            most -> {
              List<Float> sum = new ArrayList<>();
              for (double each : Objects.requireNonNull(sums.get(most.getKey()))) {
                sum.add((float) each);
              }
              return new Taste(sum);
            })
        .filter(taste -> taste.squaredLength() > SHORTEST);
  }

  /** The query's expression for the inner product with the sum; null where there is no vector. */
  String innerProduct() {
    return "CASE WHEN len(embedding) = "
        + sum.size()
        + " THEN list_inner_product(embedding, "
        + sum.stream().map(String::valueOf).collect(joining(", ", "[", "]"))
        + "::FLOAT[]) END";
  }

  /**
   * The cosine.
   *
   * @param innerProduct of a vector and the sum; NaN where there is no vector
   * @param isSeed whether the vector is part of the sum
   * @return -1 to 1, within 1e-3; NaN where there is none
   */
  double cosine(double innerProduct, boolean isSeed) {
    double squared = squaredLength();
    double product = innerProduct;
    if (isSeed) {
      squared = squared - 2 * innerProduct + 1;
      product = innerProduct - 1;
    }
    return squared > SHORTEST
        ? Math.max(-1, Math.min(1, product / Math.sqrt(squared)))
        : Double.NaN;
  }

  private double squaredLength() {
    return sum.stream().mapToDouble(each -> (double) each * each).sum();
  }
}
