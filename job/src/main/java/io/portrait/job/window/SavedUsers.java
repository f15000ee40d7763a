package io.portrait.job.window;

import com.google.common.hash.Hashing;
import io.portrait.job.Uids;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FsCompletedCheckpointStorageLocation;

/**
 * What is remembered of users, read from a savepoint or checkpoint, without a cluster.
 *
 * <p>One user is looked up, not all users read: of a savepoint only the key group of the user is
 * loaded, of a checkpoint the files of the one task that had the user. The files are only read;
 * they may vanish meanwhile, where a running job drops an old checkpoint.
 */
public final class SavedUsers {

  private final OperatorState window;
  private final long checkpointId;
  private final boolean isSavepoint;
  private final long savedMillis;

  private SavedUsers(
      OperatorState window, long checkpointId, boolean isSavepoint, long savedMillis) {
    this.window = window;
    this.checkpointId = checkpointId;
    this.isSavepoint = isSavepoint;
    this.savedMillis = savedMillis;
  }

  /**
   * Opens a savepoint or checkpoint.
   *
   * @param pointer its directory or its {@code _metadata}: a path, or the URL of a filesystem Flink
   *     knows
   * @throws IOException if it is none, is damaged, or is of a job without users
   */
  public static SavedUsers open(String pointer) throws IOException {
    FsCompletedCheckpointStorageLocation location =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(pointer);
    org.apache.flink.core.fs.Path metadataFile = location.getMetadataHandle().getFilePath();
    long saved =
        FileSystem.get(metadataFile.toUri()).getFileStatus(metadataFile).getModificationTime();
    CheckpointMetadata metadata;
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      metadata =
          Checkpoints.loadCheckpointMetadata(
              in, SavedUsers.class.getClassLoader(), location.getExternalPointer());
    }
    OperatorID uid = uid(Uids.WINDOW);
    OperatorState window =
        metadata.getOperatorStates().stream()
            .filter(state -> state.getOperatorID().equals(uid))
            .findFirst()
            .orElseThrow(
                () -> new IOException("it has no operator '" + Uids.WINDOW + "': not Portrait's"));
    boolean isSavepoint =
        metadata.getCheckpointProperties() != null
            && metadata.getCheckpointProperties().isSavepoint();
    return new SavedUsers(window, metadata.getCheckpointId(), isSavepoint, saved);
  }

  /** As Flink hashes a uid; fixed for ever, since savepoints rely on it. */
  private static OperatorID uid(String uid) {
    return new OperatorID(Hashing.murmur3_128(0).hashString(uid, StandardCharsets.UTF_8).asBytes());
  }

  /** The number of the checkpoint; savepoints are counted along. */
  public long checkpointId() {
    return checkpointId;
  }

  public boolean isSavepoint() {
    return isSavepoint;
  }

  /** When it was completed by the clock, epoch milliseconds. */
  public long savedMillis() {
    return savedMillis;
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
