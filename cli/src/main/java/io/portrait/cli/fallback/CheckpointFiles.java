package io.portrait.cli.fallback;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedFlink;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCompletedCheckpointStorageLocation;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Whether everything that a checkpoint is made of is there and whole. Flink finds out when it
 * restores, and then does not try another one.
 *
 * <p>What is looked at: that {@code _metadata} can be read; that each file it names is there, as
 * long as it was, and readable to its end; and, of the files of RocksDB, nearly all of the state,
 * their own checksums. A changed byte in another file is not seen.
 */
public final class CheckpointFiles {

  private static final int BUFFER_BYTES = 1 << 20;

  static {
    RocksDB.loadLibrary();
  }

  /** By where it is, every file and whether it is one of RocksDB's. */
  private final Map<FileStateHandle, Boolean> files = new LinkedHashMap<>();

  private CheckpointFiles() {}

  /**
   * What was found.
   *
   * @param files how many it is made of, {@code _metadata} not counted
   * @param bytes of these
   * @param damage the first thing that is wrong; empty if it is whole
   */
  public record Finding(int files, long bytes, Optional<String> damage) {}

  /**
   * Looks at a checkpoint; reads all of it.
   *
   * @param scratch an empty folder, for what is not on this machine's own disk
   */
  public static Finding check(Path checkpoint, Path scratch) {
    CheckpointFiles all = new CheckpointFiles();
    try {
      all.list(EmbeddedFlink.address(checkpoint));
    } catch (IOException | RuntimeException e) {
      return new Finding(0, 0, Optional.of("_metadata: " + Failure.reason(e)));
    }
    long bytes = 0;
    for (Map.Entry<FileStateHandle, Boolean> each : all.files.entrySet()) {
      FileStateHandle file = each.getKey();
      bytes += file.getStateSize();
      try {
        read(file, each.getValue(), scratch);
      } catch (IOException | RocksDBException | RuntimeException e) {
        String damage = file.getFilePath().getName() + ": " + Failure.reason(e);
        return new Finding(all.files.size(), bytes, Optional.of(damage));
      }
    }
    return new Finding(all.files.size(), bytes, Optional.empty());
  }

  private void list(String pointer) throws IOException {
    FsCompletedCheckpointStorageLocation location =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(pointer);
    try (DataInputStream in = new DataInputStream(location.getMetadataHandle().openInputStream())) {
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(
                  in, CheckpointFiles.class.getClassLoader(), location.getExternalPointer())
              .getOperatorStates()) {
        if (operator.getCoordinatorState() != null) {
          add(operator.getCoordinatorState(), false);
        }
        operator.getStates().forEach(this::add);
      }
    }
  }

  private void add(OperatorSubtaskState subtask) {
    for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
      add(state.getDelegateStateHandle(), false);
    }
    for (OperatorStateHandle state : subtask.getRawOperatorState()) {
      add(state.getDelegateStateHandle(), false);
    }
    subtask.getManagedKeyedState().forEach(this::add);
    subtask.getRawKeyedState().forEach(this::add);
  }

  private void add(KeyedStateHandle state) {
    if (state instanceof IncrementalRemoteKeyedStateHandle rocks) {
      add(rocks.getMetaDataStateHandle(), false);
      for (HandleAndLocalPath part : rocks.getSharedState()) {
        add(part.getHandle(), part.getLocalPath().endsWith(".sst"));
      }
      for (HandleAndLocalPath part : rocks.getPrivateState()) {
        add(part.getHandle(), part.getLocalPath().endsWith(".sst"));
      }
    } else if (state instanceof KeyGroupsStateHandle groups) {
      add(groups.getDelegateStateHandle(), false);
    }
  }

  /** What is small lies in {@code _metadata} itself, and has been read with it. */
  private void add(StreamStateHandle state, boolean isRocksTable) {
    if (state instanceof FileStateHandle file) {
      files.put(file, isRocksTable);
    }
  }

  private static void read(FileStateHandle file, boolean isRocksTable, Path scratch)
      throws IOException, RocksDBException {
    Path copy = Files.createTempFile(scratch, "state", ".sst");
    try {
      long length;
      try (InputStream in = file.openInputStream()) {
        length =
            isRocksTable ? Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING) : skip(in);
      }
      if (length != file.getStateSize()) {
        throw new IOException("%,d bytes, not %,d".formatted(length, file.getStateSize()));
      }
      if (isRocksTable) {
        verify(copy);
      }
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static long skip(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long length = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      length += read;
    }
    return length;
  }

  private static void verify(Path table) throws RocksDBException {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.toString());
      reader.verifyChecksum();
    }
  }
}
