package io.portrait.job.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Churn;
import io.portrait.definition.Segments;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.wire.ModelReportWire;
import io.portrait.learning.ReferenceDistribution;
import io.portrait.learning.SegmentParameters;
import io.portrait.learning.SegmentReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportsTest {

  private static final long TICK = 3_600_000;
  private static final ReferenceDistribution REFERENCE = TestModels.reference(new Random(1), 400);

  private KeyedTwoInputStreamOperatorTestHarness<
          Long, ModelReport, Either<TickCounts, String>, ModelReport>
      harness = started(TestModels.DEFINITION, null);

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void what_is_learned_and_what_is_counted_of_a_tick_is_one_report_a_model() throws Exception {
    said(new ModelReport(Segments.NAME, 7, TICK, "{s}", Map.of("silhouette", 0.5)));
    said(new ModelReport(Churn.NAME, 9, TICK, "{c}", Map.of("auc", 0.8)));
    counted(new TickCounts(TICK, 6, 8, 10, 3, null, null));
    watermark(TICK - 1);
    assertThat(taken()).isEmpty();

    watermark(TICK);

    assertThat(taken())
        .containsExactly(
            new ModelReport(
                Segments.NAME, 7, TICK, "{s}", Map.of("changed_share", 0.3, "silhouette", 0.5)),
            new ModelReport(Churn.NAME, 9, TICK, "{c}", Map.of("auc", 0.8)));
  }

  @Test
  void what_only_learners_say_is_told() throws Exception {
    said(new ModelReport(Churn.NAME, 9, TICK, "{c}", Map.of("auc", 0.8)));
    watermark(TICK);

    assertThat(taken())
        .containsExactly(new ModelReport(Churn.NAME, 9, TICK, "{c}", Map.of("auc", 0.8)));
  }

  /** Nothing was due to be learned at the tick; the rows name the model that spoke. */
  @Test
  void so_is_what_only_rows_add_up_to() throws Exception {
    long[] bins = REFERENCE.counts();
    counted(new TickCounts(TICK, 6, 8, 10, 3, bins, REFERENCE.counts()));
    watermark(TICK);

    assertThat(taken())
        .containsExactly(
            new ModelReport(Segments.NAME, 6, TICK, "", Map.of("changed_share", 0.3)),
            new ModelReport(Churn.NAME, 8, TICK, "", Map.of("psi.danger", 0.0, "psi.score", 0.0)));
  }

  @Test
  void of_rows_that_no_model_spoke_of_nothing_is_told() throws Exception {
    counted(TickCounts.none(TICK));
    watermark(TICK);

    assertThat(taken()).isEmpty();
  }

  @Test
  void the_parts_of_a_tick_add_up_through_a_restart_to_what_one_count_gives() throws Exception {
    Random random = new Random(2);
    long[] all = REFERENCE.noCounts();
    for (int part = 0; part < 4; part++) {
      long[] bins = REFERENCE.noCounts();
      for (int row = 0; row < 40 + part; row++) {
        double danger = random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian();
        double score = random.nextDouble() / 2;
        for (long[] counts : List.of(bins, all)) {
          counts[REFERENCE.bin(0, danger)]++;
          counts[REFERENCE.bin(1, score)]++;
        }
      }
      counted(new TickCounts(TICK, 6, 8, 10, part, bins, REFERENCE.counts()));
      said(new ModelReport(Segments.NAME, 6, TICK, "{s}", Map.of("part", (double) part)));
      restart(TestModels.DEFINITION);
    }
    watermark(TICK);

    List<ModelReport> reports = taken();
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).metrics()).isEqualTo(Map.of("changed_share", 6 / 40.0, "part", 3.0));
    Map<String, Double> drift = reports.get(1).metrics();
    assertThat(drift).containsOnlyKeys("psi.danger", "psi.score");
    assertThat(drift.get("psi.danger")).isEqualTo(index(all, 0), Offset.offset(1e-12));
    assertThat(drift.get("psi.score")).isEqualTo(index(all, 1), Offset.offset(1e-12));
    assertThat(drift.get("psi.score")).isGreaterThan(0.25);
  }

  /** Whichever comes first: the report that was made before the erasure, or the erasure. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_report_that_waits_names_nobody_who_was_erased(boolean isReportFirst) throws Exception {
    SegmentReport report =
        new SegmentReport(
            1, 2, 0.5, List.of(new SegmentReport.Segment(0, 2, List.of(), List.of("u", "w"))));
    String parameters = new SegmentParameters("{\"k\":2}", report.toJson()).toJson();
    ModelReport said = new ModelReport(Segments.NAME, 7, TICK, parameters, Map.of());
    if (isReportFirst) {
      said(said);
      erased("u");
      restart(TestModels.DEFINITION);
    } else {
      erased("u");
      said(said);
      restart(TestModels.DEFINITION);
    }
    // of who is back, after the barrier, it may speak again
    said(new ModelReport(Segments.NAME, 8, 2 * TICK, parameters, Map.of()));
    watermark(2 * TICK);

    assertThat(taken())
        .extracting(told -> typical(told.parameters()))
        .containsExactly(List.of("w"), List.of("u", "w"));
  }

  private static List<String> typical(String parameters) {
    String report = SegmentParameters.fromJson(parameters).report();
    return SegmentReport.fromJson(Objects.requireNonNull(report)).segments().get(0).typical();
  }

  private void erased(String user) throws Exception {
    harness.processElement2(new StreamRecord<>(Either.Right(user)));
  }

  @Test
  void ticks_are_told_of_one_by_one() throws Exception {
    counted(new TickCounts(2 * TICK, 6, 8, 10, 1, null, null));
    counted(new TickCounts(TICK, 5, 7, 10, 2, null, null));
    watermark(2 * TICK);

    assertThat(taken())
        .containsExactly(
            new ModelReport(Segments.NAME, 5, TICK, "", Map.of("changed_share", 0.2)),
            new ModelReport(Segments.NAME, 6, 2 * TICK, "", Map.of("changed_share", 0.1)));
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void of_a_model_that_the_definition_asks_for_no_more_nothing_is_told() throws Exception {
    said(new ModelReport(Segments.NAME, 7, TICK, "{s}", Map.of("silhouette", 0.5)));
    said(new ModelReport(Churn.NAME, 9, TICK, "{c}", Map.of("auc", 0.8)));
    restart(TestModels.DEFINITION.substring(0, TestModels.DEFINITION.indexOf("churn:")));
    watermark(TICK);

    assertThat(taken()).extracting(ModelReport::name).containsExactly(Segments.NAME);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  /** As the literature writes it; an empty bin counts as half a row. */
  private static double index(long[] counts, int column) {
    long[] expected = REFERENCE.counts();
    int bins = expected.length / 2;
    double rows = 0;
    double rowsExpected = 0;
    for (int bin = column * bins; bin < (column + 1) * bins; bin++) {
      rows += counts[bin];
      rowsExpected += expected[bin];
    }
    double index = 0;
    for (int bin = column * bins; bin < (column + 1) * bins; bin++) {
      if (counts[bin] + expected[bin] > 0) {
        double now = Math.max(0.5, (double) counts[bin]) / rows;
        double then = Math.max(0.5, (double) expected[bin]) / rowsExpected;
        index += (now - then) * Math.log(now / then);
      }
    }
    return index;
  }

  private void said(ModelReport report) throws Exception {
    harness.processElement1(new StreamRecord<>(report));
  }

  private void counted(TickCounts counts) throws Exception {
    harness.processElement2(new StreamRecord<>(Either.Left(counts)));
  }

  private void watermark(long time) throws Exception {
    harness.processWatermark1(new Watermark(time));
    harness.processWatermark2(new Watermark(time));
  }

  private List<ModelReport> taken() {
    List<ModelReport> reports = new ArrayList<>(harness.extractOutputValues());
    harness.getOutput().clear();
    return reports;
  }

  private void restart(String definition) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = started(definition, state);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          Long, ModelReport, Either<TickCounts, String>, ModelReport>
      started(String definition, @Nullable OperatorSubtaskState state) {
    try {
      KeyedTwoInputStreamOperatorTestHarness<
              Long, ModelReport, Either<TickCounts, String>, ModelReport>
          harness =
              new KeyedTwoInputStreamOperatorTestHarness<>(
                  new ReportsOperator(new Reports(definition)),
                  ModelReport::asOfMillis,
                  counts -> counts.isLeft() ? counts.left().tickMillis() : Long.MIN_VALUE,
                  Types.LONG);
      harness.setup(ModelReportWire.TYPE.createSerializer(new SerializerConfigImpl()));
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      return harness;
    } catch (Exception failed) {
      throw new AssertionError("the harness does not start", failed);
    }
  }
}
