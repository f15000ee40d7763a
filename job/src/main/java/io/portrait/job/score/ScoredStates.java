package io.portrait.job.score;

import io.portrait.job.KeyLookup;
import io.portrait.job.SavedJob;
import io.portrait.job.Uids;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.SnapshotWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/** Everything that the score step keeps under a user, for those who look into a savepoint. */
public final class ScoredStates {

  private static final int STANDING_BYTES = 5;

  private final ValueState<Standing> standing;
  private final MapState<Long, Snapshot> held;

  private ScoredStates(ValueState<Standing> standing, MapState<Long, Snapshot> held) {
    this.standing = standing;
    this.held = held;
  }

  /** Of a function of Flink's. */
  public static ScoredStates of(RuntimeContext context) {
    return new ScoredStates(
        context.getState(ScoreUsers.STANDING), context.getMapState(HeldTicks.STATE));
  }

  private static ScoredStates of(KeyedStateBackend<String> backend) throws Exception {
    return new ScoredStates(
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, ScoreUsers.STANDING),
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, HeldTicks.STATE));
  }

  /**
   * What lies under a user.
   *
   * @param segment at the latest tick; empty where there was none
   * @param isAlerted whether an alert has been given that is not over
   * @param standingBytes of both; 0 where nothing was said yet
   * @param heldBytes of each row that waits for the models of its time, by its time
   */
  public record Kept(
      OptionalInt segment, boolean isAlerted, long standingBytes, Map<Long, Integer> heldBytes) {

    /** Of a user of whom nothing is kept. */
    public static final Kept NOTHING = new Kept(OptionalInt.empty(), false, 0, Map.of());
  }

  /** Reads what lies under the user whose key is set. */
  public Kept read() throws Exception {
    Map<Long, Integer> rows = new TreeMap<>();
    for (Snapshot row : held.values()) {
      DataOutputSerializer out = new DataOutputSerializer(256);
      SnapshotWire.CODEC.write(row, out);
      rows.merge(row.asOf(), Long.BYTES + out.length(), Integer::sum);
    }
    Standing said = standing.value();
    if (said == null) {
      return new Kept(OptionalInt.empty(), false, 0, rows);
    }
    OptionalInt segment =
        said.segment() == Standing.NONE.segment()
            ? OptionalInt.empty()
            : OptionalInt.of(said.segment());
    return new Kept(segment, said.isAlerted(), STANDING_BYTES, rows);
  }

  /**
   * Looks a user up in a savepoint.
   *
   * @param scratch an existing folder for files of the lookup, for the caller to delete
   * @return {@link Kept#NOTHING} where nothing is kept, also where the job scores nobody
   * @throws IOException if the state cannot be read, or is of a kind that only a cluster reads
   */
  public static Kept find(SavedJob job, String userId, Path scratch) throws IOException {
    Optional<OperatorState> score = job.operator(Uids.SCORE);
    Optional<KeyLookup> lookup =
        score.isEmpty() ? Optional.empty() : KeyLookup.near(userId, score.get(), scratch);
    return lookup.isEmpty()
        ? Kept.NOTHING
        : lookup
            .get()
            .read(
                backend -> {
                  ScoredStates states = of(backend);
                  backend.setCurrentKey(userId);
                  return states.read();
                });
  }
}
