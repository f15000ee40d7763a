package io.portrait.ml;

import io.portrait.learning.Example;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Rows as examples: due at their own time. What is no example, a null vector or label say, becomes
 * one that learners refuse and count.
 */
final class VectorExamples extends ProcessFunction<Row, Example> {

  private static final long serialVersionUID = 1;

  private final String featuresColumn;
  private final @Nullable String labelColumn;
  private final @Nullable String weightColumn;

  private VectorExamples(
      String featuresColumn, @Nullable String labelColumn, @Nullable String weightColumn) {
    this.featuresColumn = featuresColumn;
    this.labelColumn = labelColumn;
    this.weightColumn = weightColumn;
  }

  /** The examples in rows, as many side by side as the rows are, so that their order stays. */
  static DataStream<Example> of(
      DataStream<Row> rows,
      String featuresColumn,
      @Nullable String labelColumn,
      @Nullable String weightColumn,
      String uid) {
    return rows.process(
            new VectorExamples(featuresColumn, labelColumn, weightColumn),
            TypeInformation.of(Example.class))
        .setParallelism(rows.getParallelism())
        .name(uid)
        .uid(uid);
  }

  @Override
  public void processElement(Row row, Context context, Collector<Example> out) {
    Long timestamp = context.timestamp();
    long time = timestamp == null ? Long.MIN_VALUE : timestamp;
    double[] features =
        row.getField(featuresColumn) instanceof Vector vector ? vector.toArray() : new double[0];
    double label = labelColumn == null ? Double.NaN : number(row.getField(labelColumn));
    double weight = weightColumn == null ? 1 : number(row.getField(weightColumn));
    out.collect(new Example("", time, time, features, label, weight));
  }

  private static double number(@Nullable Object field) {
    return field instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
