package io.portrait.audit;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.learning.ChurnPlan;
import io.portrait.learning.Input;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import io.portrait.learning.SegmentLearner;
import io.portrait.learning.SegmentParameters;
import io.portrait.offline.OfflineReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * The models that rows name, from the parameters in the table {@code models}. A version means a
 * model together with the generation that learned it: a replay counts from 1 again, a live job goes
 * on with what it had.
 */
public final class KnownModels {

  private final Map<Long, NavigableMap<Long, KMeansModel>> segments = new HashMap<>();
  private final Map<Long, NavigableMap<Long, Served>> churn = new HashMap<>();

  private KnownModels() {}

  /**
   * Who leaves, as it is served.
   *
   * @param isDistrusted whether the base rate is said instead
   * @param isCorrected whether the probability is corrected by slope and intercept
   */
  record Served(
      LogisticModel regression,
      boolean isDistrusted,
      boolean isCorrected,
      double slope,
      double intercept) {

    private static final double GREATEST_SCORE = 15;

    /** As {@code ChurnModel} says it, written down once more. */
    double probability(double[] features) {
      if (isDistrusted) {
        return regression.baseRate();
      }
      double raw = regression.probability(features);
      if (!isCorrected) {
        return raw;
      }
      double score = Math.log(raw / (1 - raw));
      double bounded = Math.max(-GREATEST_SCORE, Math.min(GREATEST_SCORE, score));
      return 1 / (1 + Math.exp(-(slope * bounded + intercept)));
    }
  }

  /** Where there is no such table. */
  public static KnownModels none() {
    return new KnownModels();
  }

  /**
   * Reads those of some versions; of any other definitions than these none.
   *
   * @param wanted versions by the name of the model
   */
  public static KnownModels of(Table models, Definition definition, Map<String, Set<Long>> wanted) {
    KnownModels known = new KnownModels();
    OfflineReader.forEach(
        models,
        Expressions.notEqual("parameters", ""),
        row -> {
          String name = (String) value(row, "name");
          long version = (long) value(row, "version");
          if (wanted.getOrDefault(name, Set.of()).contains(version)) {
            known.add(definition, name, version, row);
          }
        });
    return known;
  }

  private void add(
      Definition definition, String name, long version, Map<String, @Nullable Object> row) {
    long generation = (long) value(row, "generation");
    String parameters = (String) value(row, "parameters");
    if (name.equals(Segments.NAME)) {
      String json = SegmentParameters.fromJson(parameters).model();
      KMeansModel model = json == null ? null : KMeansModel.fromJson(json);
      if (model != null && model.columns().equals(segmentColumns(definition))) {
        put(segments, model.version(), generation, model);
      }
    } else if (name.equals(Churn.NAME)) {
      LogisticModel model = LogisticModel.fromJson(parameters);
      Map<?, ?> metrics = (Map<?, ?>) value(row, "metrics");
      if (model.columns().equals(churnColumns(definition))) {
        put(
            churn,
            version,
            generation,
            new Served(
                model,
                is(metrics, "distrusted"),
                is(metrics, "calibration.used"),
                number(metrics, "calibration.slope"),
                number(metrics, "calibration.intercept")));
      }
    }
  }

  /** A model of segments that rows of a generation name. */
  Optional<KMeansModel> segments(long version, long generation) {
    return at(segments, version, generation);
  }

  /** A churn model that rows of a generation name. */
  Optional<Served> churn(long version, long generation) {
    return at(churn, version, generation);
  }

  private static <T> void put(
      Map<Long, NavigableMap<Long, T>> models, long version, long generation, T model) {
    models.computeIfAbsent(version, any -> new TreeMap<>()).put(generation, model);
  }

  private static <T> Optional<T> at(
      Map<Long, NavigableMap<Long, T>> models, long version, long generation) {
    NavigableMap<Long, T> generations = models.get(version);
    return Optional.ofNullable(generations == null ? null : generations.floorEntry(generation))
        .map(Map.Entry::getValue);
  }

  private static @Nullable List<Input> segmentColumns(Definition definition) {
    return definition.segments() == null ? null : SegmentLearner.specOf(definition).columns();
  }

  private static @Nullable List<Input> churnColumns(Definition definition) {
    return definition.churn() == null ? null : ChurnPlan.of(definition).spec().columns();
  }

  private static boolean is(Map<?, ?> metrics, String name) {
    return number(metrics, name) == 1;
  }

  private static double number(Map<?, ?> metrics, String name) {
    return metrics.get(name) instanceof Double number ? number : Double.NaN;
  }

  private static Object value(Map<String, @Nullable Object> row, String column) {
    return Objects.requireNonNull(row.get(column), column);
  }
}
