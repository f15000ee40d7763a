package io.portrait.job.score;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.definition.Values;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.learning.Calibration;
import io.portrait.learning.ChurnPlan;
import io.portrait.learning.Input;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import io.portrait.learning.ReferenceDistribution;
import io.portrait.learning.SegmentLearner;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Models that were never learned: segments along a line, of which each has its place, and churn
 * whose score is the number of one column, and some more or less.
 */
final class TestModels {

  /** A user moves who is, by squared distance, less than half as far from another segment. */
  static final String DEFINITION =
      """
      project: test
      features:
        - {name: place, types: [view], aggregate: sum, of: amount}
        - {name: risk, types: [view], aggregate: sum, of: amount}
      derived: [{name: where, value: place * 1}, {name: danger, value: risk * 1}]
      observations: {every: 1h, active_within: 1d}
      segments: {count: 2, features: [where], switch_below: 0.5}
      churn:
        activity: [view]
        horizon: 1h
        features: [danger]
        alert: {above: 0.7, again_below: 0.5}
      """;

  /** What a model says of everyone that is not believed itself: more than an alert takes. */
  static final double BASE_RATE = 0.9;

  /** The score at which the probability is that of an alert. */
  static final double SCORE_AT_THRESHOLD = Math.log(0.7 / 0.3);

  private TestModels() {}

  /** What the models are asked about. */
  static Values values(Definition definition, double place, double risk) {
    Values values = new Values(definition.columns().size());
    set(definition, values, "where", place);
    set(definition, values, "danger", risk);
    return values;
  }

  private static void set(Definition definition, Values values, String column, double number) {
    for (int slot = 0; slot < definition.columns().size(); slot++) {
      if (definition.columns().get(slot).name().equals(column)) {
        values.set(slot, number);
      }
    }
  }

  /** Segments around two places, up to 4 from 0 either way. */
  static ModelUpdate segments(
      Definition definition, long version, long from, double first, double second) {
    String json =
        """
        {"format": 1, "version": %d, "clip": 4, "width": 0,
         "columns": [%s],
         "segments": [%s, %s]}
        """
            .formatted(
                version,
                String.join(
                    ", ",
                    SegmentLearner.specOf(definition).columns().stream()
                        .map(
                            column ->
                                column(column, column.scale().name().toLowerCase(Locale.ROOT)))
                        .toList()),
                segment(definition, first),
                segment(definition, second));
    KMeansModel model = KMeansModel.fromJson(json);
    return new ModelUpdate(Segments.NAME, version, from, bytes(model::write));
  }

  private static String segment(Definition definition, double place) {
    String centroid =
        String.join(
            ", ",
            SegmentLearner.specOf(definition).columns().stream()
                .map(column -> "\"%s\": %s".formatted(column.name(), place))
                .toList());
    return "{\"size\": 1, \"vector_size\": 0, \"centroid\": {%s}, \"vector\": []}"
        .formatted(centroid);
  }

  private static String column(Input input, String scale) {
    return """
        {"name": "%s", "scale": "%s", "optional": %b, "weight": 9, "mean": 0, "variance": 1}"""
        .formatted(input.name(), scale, input.isOptional());
  }

  /** One to be believed, without a reference. */
  static ModelUpdate churn(Definition definition, long version, long from, double more) {
    return churn(definition, version, from, more, false, null);
  }

  /**
   * A model whose score is the risk and some more.
   *
   * @param isDistrusted whether it says {@link #BASE_RATE} instead
   */
  static ModelUpdate churn(
      Definition definition,
      long version,
      long from,
      double more,
      boolean isDistrusted,
      @Nullable ReferenceDistribution reference) {
    Input column = ChurnPlan.of(definition).spec().columns().get(0);
    LogisticModel regression =
        LogisticModel.fromJson(
            """
            {"version": %d, "examples": 9, "base_rate": %s,
             "columns": [{"name": "%s", "scale": "%s", "optional": %b, "mean": 0, "variance": 1}],
             "weights": {"(intercept)": %s, "%s": 1}}
            """
                .formatted(
                    version,
                    isDistrusted ? BASE_RATE : 0.5,
                    column.name(),
                    column.scale(),
                    column.isOptional(),
                    more,
                    column.name()));
    byte[] bytes =
        bytes(
            out -> {
              // As a churn model writes itself.
              out.writeByte(1);
              regression.write(out);
              new Calibration().write(out);
              out.writeBoolean(isDistrusted);
              out.writeBoolean(reference != null);
              if (reference != null) {
                out.writeInt(reference.names().size());
                for (String name : reference.names()) {
                  out.writeUTF(name);
                }
                reference.write(out);
              }
            });
    return new ModelUpdate(Churn.NAME, version, from, bytes);
  }

  /** How risk and probability of so many users were spread once. */
  static ReferenceDistribution reference(Random random, int rows) {
    ReferenceDistribution reference =
        new ReferenceDistribution(List.of("danger", ReferenceDistribution.SCORE), rows);
    for (int i = 0; i < rows; i++) {
      reference.add(0, 4 * random.nextDouble() - 2);
      reference.add(1, random.nextDouble());
    }
    return reference;
  }

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
