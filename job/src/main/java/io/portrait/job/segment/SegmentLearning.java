package io.portrait.job.segment;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.learn.Learned;
import io.portrait.job.learn.Learning;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearning;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ExampleWire;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

/** Step 4: who is alike. */
public final class SegmentLearning {

  private SegmentLearning() {}

  /** Learns from the rows of ticks, where the definition has a section {@code segments}. */
  public static Optional<Learned> from(DataStream<Snapshot> snapshots, JobConfig config) {
    if (config.definition().segments() == null) {
      return Optional.empty();
    }
    DataStream<Either<Example, String>> examples =
        snapshots
            .flatMap(new Examples(config.definitionText()))
            .returns(ExampleWire.OR_ERASED)
            .setParallelism(snapshots.getParallelism())
            .name(Uids.SEGMENT_EXAMPLES)
            .uid(Uids.SEGMENT_EXAMPLES);
    SegmentTicks.Factory factory =
        new SegmentTicks.Factory(config.definitionText(), new Start(config.startOf(Segments.NAME)));
    return Optional.of(
        Learning.learn(
            Learning.inOrder(examples, Uids.SEGMENT_ORDER),
            new TickLearning(factory),
            Segments.NAME,
            Uids.SEGMENT));
  }

  /** What a tick's row is to learn from. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  private static final class Examples
      extends RichFlatMapFunction<Snapshot, Either<Example, String>> {

    private static final long serialVersionUID = 1;

    private final String definitionText;
    private transient Inputs inputs;

    Examples(String definitionText) {
      this.definitionText = definitionText;
    }

    @Override
    public void open(OpenContext context) {
      Definition definition = DefinitionFile.parse(definitionText, "definitions");
      inputs = Inputs.of(definition, Objects.requireNonNull(definition.segments()).features());
    }

    @Override
    public void flatMap(Snapshot snapshot, Collector<Either<Example, String>> out) {
      if (snapshot.kind() == Snapshot.Kind.TICK) {
        long tick = snapshot.asOf();
        double[] features = inputs.of(snapshot.values());
        out.collect(
            Either.Left(new Example(snapshot.userId(), tick, tick, features, Double.NaN, 1)));
      } else if (snapshot.kind() == Snapshot.Kind.ERASED) {
        out.collect(Either.Right(snapshot.userId()));
      }
    }
  }
}
