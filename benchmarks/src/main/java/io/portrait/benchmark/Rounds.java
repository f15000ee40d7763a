package io.portrait.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Measurements of the same stages again and again, and their medians. */
final class Rounds {

  private final List<Measurement> measurements;

  Rounds(List<Measurement> measurements) {
    this.measurements = List.copyOf(measurements);
  }

  /** Measures one stage in one round. */
  interface Bench<S> {
    Measurement run(S stage, int round) throws IOException;
  }

  /** Each round forwards or backwards in turn, so that what drifts meanwhile evens out. */
  static <S> Rounds measure(
      List<S> stages, int rounds, Bench<S> bench, Consumer<Measurement> progress)
      throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    List<S> order = new ArrayList<>(stages);
    for (int round = 1; round <= rounds; round++) {
      for (S stage : order) {
        Measurement measurement = bench.run(stage, round);
        progress.accept(measurement);
        measurements.add(measurement);
      }
      Collections.reverse(order);
    }
    return new Rounds(measurements);
  }

  /** The median of a figure of a stage; NaN where the stage was not measured. */
  double median(String stage, ToDoubleFunction<Measurement> figure) {
    return median(of(stage).stream().mapToDouble(figure).toArray());
  }

  /** The lowest and the highest of a figure, as whole numbers. */
  String range(String stage, ToDoubleFunction<Measurement> figure) {
    double[] sorted = of(stage).stream().mapToDouble(figure).sorted().toArray();
    return String.format(Locale.ROOT, "%,.0f - %,.0f", sorted[0], sorted[sorted.length - 1]);
  }

  /**
   * The median of a stage's ratios to another stage of the same round: what slows down a round
   * slows down both. NaN where one of them was not measured.
   */
  double ratio(String stage, String base, ToDoubleFunction<Measurement> figure) {
    return median(
        of(stage).stream()
            .flatMapToDouble(
                measurement ->
                    of(base).stream()
                        .filter(other -> other.round() == measurement.round())
                        .mapToDouble(
                            other ->
                                figure.applyAsDouble(measurement) / figure.applyAsDouble(other)))
            .toArray());
  }

  private List<Measurement> of(String stage) {
    return measurements.stream().filter(each -> each.stage().equals(stage)).toList();
  }

  /** The median; NaN of none. */
  static double median(double[] figures) {
    if (figures.length == 0) {
      return Double.NaN;
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
