package io.portrait.job.sink;

import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.churn.Label;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.ErasureDone;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What is learned, and who was erased, as rows of the tables {@code labels}, {@code models}, {@code
 * segment_changes}, {@code churn_alerts} and {@code erasures}, in the order of their columns, which
 * never changes.
 *
 * @param generation of the rows this run writes
 * @param definitions hash of the definition file
 */
record LearningRows(long generation, String definitions) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Makes a row. */
  @FunctionalInterface
  interface Row<T> extends Serializable {

    /** The row of a value that is known as of a time by the clock. */
    RowData of(T value, TimestampData knownAt);
  }

  RowData of(Label label, TimestampData knownAt) {
    boolean isUnsaid = Double.isNaN(label.probability());
    return GenericRowData.of(
        StringData.fromString(label.userId()),
        TimestampData.fromEpochMillis(label.tickMillis()),
        TimestampData.fromEpochMillis(label.maturedMillis()),
        knownAt,
        generation,
        StringData.fromString(definitions),
        label.isChurned(),
        isUnsaid ? null : label.probability(),
        isUnsaid ? null : label.modelVersion());
  }

  RowData of(ModelReport report, TimestampData knownAt) {
    return GenericRowData.of(
        StringData.fromString(report.name()),
        report.version(),
        TimestampData.fromEpochMillis(report.asOfMillis()),
        knownAt,
        generation,
        StringData.fromString(definitions),
        StringData.fromString(report.parameters()),
        numbers(report.metrics()));
  }

  RowData of(SegmentChange change, TimestampData knownAt) {
    return GenericRowData.of(
        StringData.fromString(change.userId()),
        TimestampData.fromEpochMillis(change.tickMillis()),
        knownAt,
        generation,
        StringData.fromString(definitions),
        from(change),
        (long) change.to(),
        change.modelVersion());
  }

  RowData of(ChurnAlert alert, TimestampData knownAt) {
    return GenericRowData.of(
        StringData.fromString(alert.userId()),
        TimestampData.fromEpochMillis(alert.tickMillis()),
        knownAt,
        generation,
        StringData.fromString(definitions),
        alert.probability(),
        alert.threshold(),
        alert.modelVersion(),
        texts(alert.reasons()));
  }

  /** When it became known to the table is not when it was done. */
  RowData of(ErasureDone erasure, TimestampData ignored) {
    return GenericRowData.of(
        StringData.fromString(erasure.userHash()),
        TimestampData.fromEpochMillis(erasure.erasedAtMillis()),
        TimestampData.fromEpochMillis(erasure.knownAtMillis()),
        TimestampData.fromEpochMillis(erasure.untilMillis()),
        generation,
        StringData.fromString(definitions));
  }

  private static @Nullable Long from(SegmentChange change) {
    return change.from() == SegmentChange.NONE ? null : (long) change.from();
  }

  private static GenericArrayData texts(List<String> texts) {
    return new GenericArrayData(texts.stream().map(StringData::fromString).toArray());
  }

  /** What is no number is left out: no figure is better than one that spoils every mean. */
  private static GenericMapData numbers(Map<String, Double> numbers) {
    Map<StringData, Double> known = new HashMap<>();
    numbers.forEach(
        (name, number) -> {
          if (!Double.isNaN(number)) {
            known.put(StringData.fromString(name), number);
          }
        });
    return new GenericMapData(known);
  }

  /** Makes a row of each value. */
  static final class Rows<T> extends ProcessFunction<T, RowData> {

    private static final long serialVersionUID = 1L;

    private final Row<T> row;

    Rows(Row<T> row) {
      this.row = row;
    }

    @Override
    public void processElement(T value, Context context, Collector<RowData> out) {
      long now = context.timerService().currentProcessingTime();
      out.collect(row.of(value, TimestampData.fromEpochMillis(now)));
    }
  }
}
