package io.portrait.job.window;

import io.portrait.job.SavedJob;
import io.portrait.job.Uids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;

/**
 * What is remembered of users, read from a savepoint or checkpoint, without a cluster.
 *
 * <p>One user is looked up, not all users read: of a savepoint only the key group of the user is
 * loaded, of a checkpoint the files of the one task that had the user. The files are only read;
 * they may vanish meanwhile, where a running job drops an old checkpoint.
 */
public final class SavedUsers {

  private final SavedJob job;
  private final OperatorState window;

  private SavedUsers(SavedJob job, OperatorState window) {
    this.job = job;
    this.window = window;
  }

  /**
   * Opens a savepoint or checkpoint.
   *
   * @param pointer see {@link SavedJob#open}
   * @throws IOException if it is none, is damaged, or is of a job without users
   */
  public static SavedUsers open(String pointer) throws IOException {
    SavedJob job = SavedJob.open(pointer);
    OperatorState window =
        job.operator(Uids.WINDOW)
            .orElseThrow(
                () -> new IOException("it has no operator '" + Uids.WINDOW + "': not Portrait's"));
    return new SavedUsers(job, window);
  }

  /** What else was saved. */
  public SavedJob job() {
    return job;
  }

  /**
   * A user as saved.
   *
   * @param bytes {@link io.portrait.aggregate.UserState#encode}
   * @param watermark event time as it stood; {@link Long#MIN_VALUE} before the first
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  public record SavedUser(byte[] bytes, long watermark) {}

  /**
   * Looks a user up; empty where the user is not known.
   *
   * @param scratch an existing folder for files of the lookup, for the caller to delete
   * @throws IOException if the state cannot be read, or is of a kind that only a cluster reads
   */
  public Optional<SavedUser> find(String userId, Path scratch) throws IOException {
    Optional<byte[]> bytes = bytes(userId, scratch);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(new SavedUser(bytes.get(), new WatermarkLookup(window).watermark()));
  }

  private Optional<byte[]> bytes(String userId, Path scratch) throws IOException {
    int group = KeyGroupRangeAssignment.assignToKeyGroup(userId, window.getMaxParallelism());
    List<KeyedStateHandle> holding =
        window.getStates().stream()
            .map(OperatorSubtaskState::getManagedKeyedState)
            .flatMap(Collection::stream)
            .filter(handle -> handle.getKeyGroupRange().contains(group))
            .toList();
    if (holding.isEmpty()) {
      return Optional.empty();
    }
    KeyGroupRange range = new KeyGroupRange(group, group);
    if (holding.stream().allMatch(SavepointKeyedStateHandle.class::isInstance)) {
      holding = holding.stream().map(handle -> handle.getIntersection(range)).toList();
      return new KeyLookup(holding, range, window.getMaxParallelism(), scratch).find(userId);
    }
    if (holding.stream().allMatch(IncrementalKeyedStateHandle.class::isInstance)) {
      // With all the key groups it was written with, a database is opened as it is.
      KeyGroupRange whole = holding.size() == 1 ? holding.get(0).getKeyGroupRange() : range;
      return new KeyLookup(holding, whole, window.getMaxParallelism(), scratch).find(userId);
    }
    throw new IOException(
        "its state is neither in Flink's canonical savepoint format nor an incremental RocksDB"
            + " checkpoint: take a savepoint");
  }
}
