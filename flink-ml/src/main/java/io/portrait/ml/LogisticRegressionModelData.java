package io.portrait.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;

/**
 * A logistic regression: {@code p = 1 / (1 + e^-(coefficient . features + intercept))}, in the
 * units of the features. As a table: {@code coefficient}, {@code modelVersion}, {@code intercept},
 * {@code baseRate}, {@code examples}, {@code modelTimestamp}; the first two are what Flink ML's
 * class of this name has, whose tables are read, too: the rest is then as in the constructor
 * without it.
 */
public class LogisticRegressionModelData {

  static final TypeInformation<LogisticRegressionModelData> TYPE =
      TypeInformation.of(LogisticRegressionModelData.class);

  static final List<DataTypes.Field> COLUMNS =
      List.of(
          DataTypes.FIELD("coefficient", StageTables.VECTOR),
          DataTypes.FIELD("modelVersion", DataTypes.BIGINT()),
          DataTypes.FIELD("intercept", DataTypes.DOUBLE()),
          DataTypes.FIELD("baseRate", DataTypes.DOUBLE()),
          DataTypes.FIELD("examples", DataTypes.DOUBLE()),
          DataTypes.FIELD("modelTimestamp", DataTypes.TIMESTAMP_LTZ(3)));

  /** A number a feature. */
  public DenseVector coefficient;

  /** Grows with every block; 0 for what learning starts with. */
  public long modelVersion;

  /** The score of a row whose features are all 0. */
  public double intercept;

  /** The share of labels that were 1, between 0 and 1: what learning goes on from. */
  public double baseRate = 0.5;

  /** The weight of the examples learned from, not negative: what learning goes on from. */
  public double examples;

  /** The latest event time learned from, epoch milliseconds; {@code MIN_VALUE} for none. */
  public long modelTimestamp = Long.MIN_VALUE;

  /** Without coefficients, for Flink. */
  public LogisticRegressionModelData() {
    this(new DenseVector(0), 0);
  }

  /** Without an intercept and without examples behind it. */
  public LogisticRegressionModelData(DenseVector coefficient, long modelVersion) {
    this.coefficient = coefficient;
    this.modelVersion = modelVersion;
  }

  /** The models of a table, as they come. */
  public static DataStream<LogisticRegressionModelData> stream(Table table, String uid) {
    return StageTables.rows(table)
        .map(LogisticRegressionModelData::of, TYPE)
        .setParallelism(1)
        .name(uid)
        .uid(uid);
  }

  static LogisticRegressionModelData of(Row row) {
    LogisticRegressionModelData data =
        new LogisticRegressionModelData(
            ((Vector) Objects.requireNonNull(row.getField(0))).toDense(),
            ((Number) Objects.requireNonNull(row.getField(1))).longValue());
    data.intercept = StageTables.number(row, "intercept", 0);
    data.baseRate = StageTables.number(row, "baseRate", 0.5);
    data.examples = StageTables.number(row, "examples", 0);
    data.modelTimestamp = StageTables.millis(row, "modelTimestamp");
    return data;
  }

  Row toRow() {
    return Row.of(
        coefficient,
        modelVersion,
        intercept,
        baseRate,
        examples,
        StageTables.instant(modelTimestamp));
  }

  void write(DataOutput out) throws IOException {
    StageBytes.write(coefficient, out);
    out.writeLong(modelVersion);
    out.writeDouble(intercept);
    out.writeDouble(baseRate);
    out.writeDouble(examples);
    out.writeLong(modelTimestamp);
  }

  static LogisticRegressionModelData read(DataInput in) throws IOException {
    LogisticRegressionModelData data =
        new LogisticRegressionModelData(StageBytes.read(in), in.readLong());
    data.intercept = in.readDouble();
    data.baseRate = in.readDouble();
    data.examples = in.readDouble();
    data.modelTimestamp = in.readLong();
    return data;
  }
}
