package io.portrait.job.score;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.wire.ModelReportWire;
import io.portrait.job.wire.TickCountsWire;
import io.portrait.learning.ChurnPlan;
import io.portrait.learning.ReferenceDistribution;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what learners say of a model as of a tick, and what the rows of that tick add up
 * to: one report a model and tick, when all of it is there. The newest figures are metrics, too.
 * The key is the tick.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class Reports
    extends KeyedCoProcessFunction<Long, ModelReport, Either<TickCounts, String>, ModelReport> {

  private static final long serialVersionUID = 1;

  private static final String PSI = "psi.";
  private static final String SHARE = "share_";

  /** By model, some kilobytes: what its learner says. Goes with the tick. */
  static final MapStateDescriptor<String, ModelReport> SAID =
      new MapStateDescriptor<>("said", Types.STRING, ModelReportWire.TYPE);

  /** A hundred bytes a column. Goes with the tick. */
  static final ValueStateDescriptor<TickCounts> COUNTED =
      new ValueStateDescriptor<>("counted", TickCountsWire.TYPE);

  private final String definitionText;

  private transient Definition definition;
  private transient List<String> referenceNames;
  private transient MapState<String, ModelReport> said;
  private transient ValueState<TickCounts> counted;
  private transient Map<String, Map<String, Double>> shown;

  Reports(String definitionText) {
    this.definitionText = definitionText;
  }

  /** One report a model and tick. */
  static DataStream<ModelReport> from(
      DataStream<ModelReport> learned,
      DataStream<Either<TickCounts, String>> counts,
      JobConfig config) {
    return learned
        .keyBy(ModelReport::asOfMillis, Types.LONG)
        .connect(counts.keyBy(Reports::tickOf, Types.LONG))
        .transform(
            Uids.REPORTS,
            ModelReportWire.TYPE,
            new ReportsOperator(new Reports(config.definitionText())))
        .forceNonParallel()
        .uid(Uids.REPORTS);
  }

  private static long tickOf(Either<TickCounts, String> counts) {
    return counts.isLeft() ? counts.left().tickMillis() : Long.MIN_VALUE;
  }

  @Override
  public void open(OpenContext context) {
    definition = DefinitionFile.parse(definitionText, "definitions");
    referenceNames =
        definition.churn() == null ? List.of() : ChurnPlan.of(definition).referenceNames();
    said = getRuntimeContext().getMapState(SAID);
    counted = getRuntimeContext().getState(COUNTED);
    shown = new ConcurrentHashMap<>();
  }

  @Override
  public void processElement1(ModelReport report, Context context, Collector<ModelReport> out)
      throws Exception {
    said.put(report.name(), report);
    context.timerService().registerEventTimeTimer(report.asOfMillis());
  }

  @Override
  public void processElement2(
      Either<TickCounts, String> input, Context context, Collector<ModelReport> out)
      throws Exception {
    TickCounts counts = input.left(); // the operator has seen to all else
    TickCounts before = counted.value();
    counted.update(before == null ? counts : before.plus(counts));
    context.timerService().registerEventTimeTimer(counts.tickMillis());
  }

  @Override
  public void onTimer(long tick, OnTimerContext context, Collector<ModelReport> out)
      throws Exception {
    TickCounts counts = counted.value();
    if (definition.segments() != null) {
      tell(Segments.NAME, tick, ofSegments(counts), versionOf(counts, Segments.NAME), out);
    }
    if (definition.churn() != null) {
      tell(Churn.NAME, tick, ofChurn(counts), versionOf(counts, Churn.NAME), out);
    }
    said.clear();
    counted.clear();
  }

  private static Map<String, Double> ofSegments(@Nullable TickCounts counts) {
    return counts == null || counts.inSegment() == 0
        ? Map.of()
        : Map.of("changed_share", (double) counts.changed() / counts.inSegment());
  }

  private Map<String, Double> ofChurn(@Nullable TickCounts counts) {
    long[] bins = counts == null ? null : counts.bins();
    long[] expected = counts == null ? null : counts.expected();
    return bins == null || expected == null
        ? Map.of()
        : ReferenceDistribution.metrics(referenceNames, expected, bins);
  }

  private static long versionOf(@Nullable TickCounts counts, String name) {
    if (counts == null) {
      return 0;
    }
    return name.equals(Segments.NAME) ? counts.segmentsVersion() : counts.churnVersion();
  }

  private void tell(
      String name,
      long tick,
      Map<String, Double> ofRows,
      long versionOfRows,
      Collector<ModelReport> out)
      throws Exception {
    ModelReport byLearner = said.get(name);
    if (byLearner == null && ofRows.isEmpty()) {
      return;
    }
    Map<String, Double> metrics = new TreeMap<>(ofRows);
    if (byLearner != null) {
      metrics.putAll(byLearner.metrics());
    }
    show(name, metrics);
    out.collect(
        byLearner == null
            ? new ModelReport(name, versionOfRows, tick, "", metrics)
            : new ModelReport(name, byLearner.version(), tick, byLearner.parameters(), metrics));
  }

  /** Figures of one tick and of one bin are for the table; who watches wants what lasts. */
  private static boolean isShown(String figure) {
    return !figure.startsWith("tick.") && !figure.contains("reliability.");
  }

  /**
   * As gauges {@code model.<name>.<figure>}, those of a column {@code
   * model.<name>.column.<column>.psi} and of a segment {@code model.<name>.segment.<number>.share},
   * each from when there is one. Model, column and segment are variables of the group: labels,
   * where there are such things.
   */
  private void show(String name, Map<String, Double> metrics) {
    Map<String, Double> ofModel = shown.computeIfAbsent(name, ignored -> new ConcurrentHashMap<>());
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("model", name);
    metrics.forEach(
        (figure, value) -> {
          if (isShown(figure) && ofModel.put(figure, value) == null) {
            show(figure, () -> ofModel.getOrDefault(figure, Double.NaN), group);
          }
        });
  }

  private static void show(String figure, Gauge<Double> value, MetricGroup group) {
    if (figure.startsWith(PSI)) {
      group.addGroup("column", figure.substring(PSI.length())).gauge("psi", value);
    } else if (figure.startsWith(SHARE)) {
      group.addGroup("segment", figure.substring(SHARE.length())).gauge("share", value);
    } else {
      group.gauge(figure.replace('.', '_'), value);
    }
  }
}
