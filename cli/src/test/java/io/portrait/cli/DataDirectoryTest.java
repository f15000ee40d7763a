package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void isMadeWhereItIsMissing() {
    Path path = folder.resolve("a/b");
    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.root()).isEqualTo(path).isDirectory();
      assertThat(directory.state()).isEqualTo(RunState.NEW);
    }
  }

  @Test
  void belongsToOneAtATime() {
    try (DataDirectory held = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> DataDirectory.open(folder))
          .isInstanceOf(Failure.class)
          .hasMessageContaining(folder + " is in use by another portrait");
      assertThat(DataDirectory.tryOpen(folder)).isEmpty();
      assertThat(held.root()).isEqualTo(folder);
    }
    DataDirectory.open(folder).close();
  }

  @Test
  void saysWhichFileIsInItsPlace() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectory.open(file))
        .hasMessage("data directory " + file + " cannot be used: " + file + " is a file");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("data directory " + file.resolve("below") + " cannot be used: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void remembersWhatWasSaved() {
    RunState state = new RunState(3, 2, "embedded/user-events", "shop", 17, "/x/savepoint-1", 4);
    try (DataDirectory directory = DataDirectory.open(folder)) {
      directory.save(state);
    }
    try (DataDirectory directory = DataDirectory.open(folder)) {
      assertThat(directory.state()).isEqualTo(state);
    }
  }

  @Test
  void readsWhatAVersionSavedThatKnewNoErasures() throws Exception {
    Files.writeString(
        folder.resolve("state.json"),
        """
        {"generation":3,"live":2,"source":"embedded/t","project":"shop","firstOffsets":17,
         "savepoint":"/x/savepoint-1"}\
        """);
    try (DataDirectory directory = DataDirectory.open(folder)) {
      assertThat(directory.state())
          .isEqualTo(new RunState(3, 2, "embedded/t", "shop", 17, "/x/savepoint-1", 0));
    }
  }

  @Test
  void saysWhereItServesAsLongAsItDoes() {
    Endpoints own =
        new Endpoints(
            ProcessHandle.current().pid(), "k:1", "user-events", "redis://r:2", "w", "http://d:3");
    try (DataDirectory directory = DataDirectory.open(folder)) {
      directory.publish(own);
      assertThat(DataDirectory.endpoints(folder)).contains(own);
    }
    assertThat(DataDirectory.endpoints(folder)).isEmpty();
  }

  @Test
  void doesNotBelieveAProcessThatIsGone() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    try (DataDirectory directory = DataDirectory.open(folder)) {
      directory.publish(new Endpoints(gone.pid(), "", "", "", "", ""));

      assertThat(DataDirectory.endpoints(folder)).isEmpty();
    }
  }
}
