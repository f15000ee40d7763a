package io.portrait.cli.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.SstFileWriter;

/** A checkpoint of one RocksDB table and one other file. */
class CheckpointFilesTest {

  @TempDir Path directory;
  @TempDir Path scratch;
  private Path checkpoint;
  private Path table;
  private Path manifest;

  @BeforeEach
  void make() throws Exception {
    RocksDB.loadLibrary();
    checkpoint = Files.createDirectories(directory.resolve("chk-7"));
    table = directory.resolve("shared-table");
    manifest = Files.write(checkpoint.resolve("manifest"), new byte[100]);
    try (Options options = new Options();
        EnvOptions environment = new EnvOptions();
        SstFileWriter writer = new SstFileWriter(environment, options)) {
      writer.open(table.toString());
      for (int i = 1_000; i < 9_000; i++) {
        writer.put(bytes("key-" + i), bytes("value of " + i));
      }
      writer.finish();
    }
    OperatorState operator = new OperatorState(new OperatorID(1, 2), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new IncrementalRemoteKeyedStateHandle(
                    new UUID(1, 2),
                    KeyGroupRange.of(0, 127),
                    7,
                    List.of(HandleAndLocalPath.of(handle(table), "000007.sst")),
                    List.of(),
                    handle(manifest)))
            .build());
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(checkpoint.resolve("_metadata")))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(7, List.of(operator), List.of()), out);
    }
  }

  @Test
  void one_that_is_whole_is_said_to_be() throws Exception {
    CheckpointFiles.Finding found = CheckpointFiles.check(checkpoint, scratch);
    assertThat(found.damage()).isEmpty();
    assertThat(found.files()).isEqualTo(2);
    assertThat(found.bytes()).isEqualTo(Files.size(table) + 100);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void a_file_that_is_gone_is_damage() throws Exception {
    Files.delete(manifest);
    assertThat(damage()).startsWith("manifest: ");
  }

  @Test
  void a_file_that_has_lost_its_end_is_damage() throws Exception {
    try (RandomAccessFile content = new RandomAccessFile(manifest.toFile(), "rw")) {
      content.setLength(40);
    }
    assertThat(damage()).isEqualTo("manifest: 40 bytes, not 100");
  }

  /** What no length tells. */
  @Test
  void a_changed_byte_of_a_table_is_damage() throws Exception {
    change(table, Files.size(table) / 3);
    assertThat(damage()).startsWith("shared-table: ").containsIgnoringCase("checksum");
  }

  @Test
  void metadata_that_cannot_be_read_is_damage() throws Exception {
    Files.write(checkpoint.resolve("_metadata"), new byte[] {1, 2, 3});
    assertThat(damage()).startsWith("_metadata: ");
  }

  @Test
  void the_newest_checkpoint_of_the_job_that_saved_last_comes_first() throws Exception {
    Path job = directory.resolve("0123456789abcdef0123456789abcdef");
    for (String name : List.of("chk-9", "chk-10", "shared", "taskowned")) {
      Files.createDirectories(job.resolve(name));
    }
    assertThat(RetainedCheckpoint.in(directory))
        .extracting(RetainedCheckpoint::number)
        .containsExactly(10L, 9L);
    assertThat(RetainedCheckpoint.in(job)).isEqualTo(RetainedCheckpoint.in(directory));
    assertThat(RetainedCheckpoint.in(scratch)).isEmpty();
  }

  private String damage() {
    return CheckpointFiles.check(checkpoint, scratch).damage().orElse("none");
  }

  private static void change(Path file, long place) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(place);
      int before = content.read();
      content.seek(place);
      content.write(before ^ 0x10);
    }
  }

  private static FileStateHandle handle(Path file) throws IOException {
    return new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), Files.size(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
