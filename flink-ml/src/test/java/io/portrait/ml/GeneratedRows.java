package io.portrait.ml;

import io.portrait.learning.Example;
import java.time.Instant;
import java.util.Random;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.typeinfo.DenseVectorTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** Rows that follow from their number, so that a test can make them again. */
final class GeneratedRows {

  /** What labels follow from. */
  static final double[] COEFFICIENT = {1.5, -2, 0.5};

  static final double INTERCEPT = -0.7;

  /** What features scatter around, with standard deviation 1. */
  static final double[][] CENTRES = {{0, 0, 0}, {10, 0, -10}, {0, 20, 5}};

  private static final String[] COLUMNS = {"features", "label", "time"};
  private static final TypeInformation<Row> TYPE =
      Types.ROW_NAMED(COLUMNS, DenseVectorTypeInfo.INSTANCE, Types.DOUBLE, Types.INSTANT);

  private GeneratedRows() {}

  /** What passes on its way into the table. */
  static final MapFunction<Row, Row> UNDISTURBED = row -> row;

  /** Features with mean 0 and deviation 1, and a label that follows from them. */
  static Row labelled(long number) {
    Random random = new Random(number * 7919);
    double[] features = new double[COEFFICIENT.length];
    double score = INTERCEPT;
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextGaussian();
      score += COEFFICIENT[i] * features[i];
    }
    double label = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    return Row.of(new DenseVector(features), label, time(number));
  }

  /** Features around one of the centres. */
  static Row clustered(long number) {
    Random random = new Random(number * 7919);
    int centre = random.nextInt(CENTRES.length);
    double[] features = CENTRES[centre].clone();
    for (int i = 0; i < features.length; i++) {
      features[i] += random.nextGaussian();
    }
    return Row.of(new DenseVector(features), (double) centre, time(number));
  }

  static Instant time(long number) {
    return Instant.ofEpochSecond(1_700_000_000 + number);
  }

  /** A row as a learner sees it. */
  static Example example(Row row, boolean hasLabel) {
    DenseVector features = row.getFieldAs(0);
    Double label = row.getFieldAs(1);
    Instant time = row.getFieldAs(2);
    long millis = time.toEpochMilli();
    return new Example("", millis, millis, features.values, hasLabel ? label : Double.NaN, 1);
  }

  /** Rows in the order of their numbers, with a time attribute; a watermark after each. */
  static Table table(
      StreamExecutionEnvironment env,
      StreamTableEnvironment tables,
      MapFunction<Long, Row> rows,
      long count,
      double perSecond,
      MapFunction<Row, Row> onTheWay) {
    DataStream<Row> stream =
        env.fromSource(
                new DataGeneratorSource<Long>(
                    number -> number,
                    count,
                    perSecond > 0
                        ? RateLimiterStrategy.perSecond(perSecond)
                        : RateLimiterStrategy.noOp(),
                    Types.LONG),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .setParallelism(1)
            .uid("numbers")
            .map(rows, TYPE)
            .setParallelism(1)
            .uid("rows")
            .map(onTheWay, TYPE)
            .setParallelism(1)
            .uid("on-the-way")
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Row>forGenerator(context -> new AfterEach())
                    .withTimestampAssigner(
                        (row, timestamp) -> row.<Instant>getFieldAs("time").toEpochMilli()))
            .setParallelism(1)
            .uid("times");
    return tables.fromDataStream(
        stream,
        Schema.newBuilder()
            .column("features", StageTables.VECTOR)
            .column("label", "DOUBLE")
            .column("time", "TIMESTAMP_LTZ(3)")
            .watermark("time", "SOURCE_WATERMARK()")
            .build());
  }

  private static final class AfterEach implements WatermarkGenerator<Row> {

    @Override
    public void onEvent(Row row, long timestamp, WatermarkOutput output) {
      output.emitWatermark(new Watermark(timestamp - 1));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }
}
