package io.portrait.job;

import com.google.common.hash.Hashing;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FsCompletedCheckpointStorageLocation;

/**
 * A savepoint or checkpoint as its {@code _metadata} describes it.
 *
 * @param metadata which files hold the state of which operator
 * @param file the {@code _metadata}
 * @param savedMillis when it was completed by the clock, epoch milliseconds
 */
public record SavedJob(CheckpointMetadata metadata, Path file, long savedMillis) {

  /**
   * Opens a savepoint or checkpoint.
   *
   * @param pointer its directory or its {@code _metadata}: a path, or the URL of a filesystem Flink
   *     knows
   * @throws IOException if it is none, or is damaged
   */
  public static SavedJob open(String pointer) throws IOException {
    FsCompletedCheckpointStorageLocation location =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(pointer);
    Path file = location.getMetadataHandle().getFilePath();
    long saved = FileSystem.get(file.toUri()).getFileStatus(file).getModificationTime();
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, SavedJob.class.getClassLoader(), location.getExternalPointer());
      return new SavedJob(metadata, file, saved);
    }
  }

  /** As Flink hashes a uid; fixed for ever, since savepoints rely on it. */
  public static OperatorID idOf(String uid) {
    return new OperatorID(Hashing.murmur3_128(0).hashString(uid, StandardCharsets.UTF_8).asBytes());
  }

  /** The number of the checkpoint; savepoints are counted along. */
  public long checkpointId() {
    return metadata.getCheckpointId();
  }

  public boolean isSavepoint() {
    return metadata.getCheckpointProperties() != null
        && metadata.getCheckpointProperties().isSavepoint();
  }

  /** The state of an operator; empty where it has none. */
  public Optional<OperatorState> operator(String uid) {
    OperatorID id = idOf(uid);
    return metadata.getOperatorStates().stream()
        .filter(state -> state.getOperatorID().equals(id))
        .findFirst();
  }

  /**
   * Has the savepoint know nothing of an operator: a job that is restored from it begins without
   * that state. Its files stay as they are.
   *
   * @throws IOException if it cannot be written; it is as it was then, or has no {@code _metadata}
   */
  public void forget(String uid) throws IOException {
    OperatorID id = idOf(uid);
    List<OperatorState> others =
        metadata.getOperatorStates().stream()
            .filter(state -> !state.getOperatorID().equals(id))
            .toList();
    FileSystem files = FileSystem.get(file.toUri());
    Path fresh = new Path(file.getParent(), "_metadata.new");
    try (OutputStream out = files.create(fresh, FileSystem.WriteMode.OVERWRITE)) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(
              metadata.getCheckpointId(),
              others,
              metadata.getMasterStates(),
              metadata.getCheckpointProperties()),
          out);
    }
    files.delete(file, false);
    if (!files.rename(fresh, file)) {
      throw new IOException(fresh + " cannot be renamed to " + file.getName());
    }
  }
}
