package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  private static final int ROUNDS = 50;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void deletesWhatFlinkDeletesAtTheSameTime() throws Exception {
    ExecutorService deleters = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    try {
      for (int i = 0; i < ROUNDS; i++) {
        Path checkpoints = filled("checkpoints");
        List<Future<?>> both = new ArrayList<>();
        for (int d = 0; d < 2; d++) {
          both.add(
              deleters.submit(
                  () -> {
                    start.await();
                    Folders.delete(checkpoints);
                    return null;
                  }));
        }
        for (Future<?> one : both) {
          one.get(1, TimeUnit.MINUTES);
        }
        assertThat(checkpoints).doesNotExist();
      }
    } finally {
      deleters.shutdownNow();
    }
  }

  @Test
  void listsWhatIsThereWhileItIsDeleted() throws Exception {
    ExecutorService deleter = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        Path checkpoints = filled("checkpoints");
        Future<?> deleted = deleter.submit(() -> Folders.delete(checkpoints));
        while (!deleted.isDone()) {
          assertThat(Folders.files(checkpoints, 2)).allMatch(file -> file.endsWith("_metadata"));
        }
        deleted.get(1, TimeUnit.MINUTES);
        assertThat(Folders.files(checkpoints, 2)).isEmpty();
      }
    } finally {
      deleter.shutdownNow();
    }
  }

  @Test
  void listsFilesByNameAsDeepAsAsked() throws Exception {
    Path checkpoints = filled("checkpoints");
    Files.writeString(checkpoints.resolve("a"), "");

    assertThat(Folders.files(checkpoints, 1)).containsExactly(checkpoints.resolve("a"));
    assertThat(Folders.files(checkpoints, 2))
        .hasSize(21)
        .isSorted()
        .contains(checkpoints.resolve("chk-7/_metadata"));
  }

  @Test
  void deletesALinkAndNotWhatItLeadsTo() throws Exception {
    Path kept = filled("kept");
    Path deleted = Files.createDirectory(folder.resolve("deleted"));
    Files.createSymbolicLink(deleted.resolve("link"), kept);

    Folders.delete(deleted);

    assertThat(deleted).doesNotExist();
    assertThat(kept.resolve("chk-1/_metadata")).exists();
  }

  private Path filled(String name) throws Exception {
    Path filled = folder.resolve(name);
    for (int i = 0; i < 20; i++) {
      Path checkpoint = Files.createDirectories(filled.resolve("chk-" + i));
      Files.writeString(checkpoint.resolve("_metadata"), "");
    }
    return filled;
  }
}
