package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumePointTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void isNowhereBeforeTheFirstCheckpoint() {
    assertThat(ResumePoint.newest("", folder.resolve("checkpoints"))).isEmpty();
  }

  @Test
  void isTheSavepointOfACleanStop() throws Exception {
    complete("checkpoints/job/chk-9", 1);
    Path savepoint = complete("savepoints/savepoint-1", 2);

    assertThat(newest(savepoint)).isEqualTo(savepoint);
  }

  @Test
  void isTheLatestCheckpointOfAJobThatWasKilled() throws Exception {
    Path savepoint = complete("savepoints/savepoint-1", 1);
    complete("checkpoints/job/chk-2", 2);
    Path latest = complete("checkpoints/job/chk-3", 3);
    Files.createDirectories(folder.resolve("checkpoints/job/chk-4"));

    assertThat(newest(savepoint)).as("chk-4 was never completed").isEqualTo(latest);
  }

  private Path newest(Path savepoint) {
    return ResumePoint.newest(savepoint.toString(), folder.resolve("checkpoints")).orElseThrow();
  }

  private Path complete(String name, int second) throws Exception {
    Path directory = Files.createDirectories(folder.resolve(name));
    Path metadata = Files.writeString(directory.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(second * 1_000L));
    return directory;
  }
}
