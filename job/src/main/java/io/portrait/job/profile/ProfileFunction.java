package io.portrait.job.profile;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.Tally;
import io.portrait.job.window.Snapshot;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** Makes the row of each snapshot; {@link RowMaker} knows how. */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else
final class ProfileFunction extends RichMapFunction<Snapshot, ProfileUpdate>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1;

  private final String definitionText;
  private final long generation;
  private transient RowMaker rows;
  private transient Tally tally;
  private transient Tally.Count written;
  private transient DegradedRows degraded;

  ProfileFunction(String definitionText, long generation) {
    this.definitionText = definitionText;
    this.generation = generation;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    tally =
        new Tally(
            context.getOperatorStateStore(), getRuntimeContext(), List.of(Tally.ROWS_WRITTEN));
    written = tally.of(Tally.ROWS_WRITTEN);
  }

  @Override
  public void open(OpenContext context) {
    Definition definition = DefinitionFile.parse(definitionText, "definitions");
    rows = new RowMaker(definition);
    degraded = new DegradedRows(definition, getRuntimeContext().getMetricGroup());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    tally.snapshot();
  }

  @Override
  public ProfileUpdate map(Snapshot snapshot) {
    RowVersion version = new RowVersion(generation, snapshot.events(), snapshot.asOf());
    ProfileRow row =
        rows.row(
            snapshot.userId(),
            version,
            snapshot.values(),
            snapshot.scores(),
            snapshot.partialUntil(),
            System.currentTimeMillis());
    if (snapshot.kind() == Snapshot.Kind.LIVE) {
      written.add(1);
      degraded.count(row);
    }
    return new ProfileUpdate(snapshot.kind(), row, snapshot.cause());
  }
}
