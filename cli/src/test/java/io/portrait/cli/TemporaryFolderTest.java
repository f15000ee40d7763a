package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {

  @Test
  void isGoneWithAllInItOnceItIsClosed() throws Exception {
    Path path;
    try (TemporaryFolder folder = TemporaryFolder.make("portrait-test-")) {
      path = folder.path();
      Files.writeString(Files.createDirectory(path.resolve("a")).resolve("b"), "c");
    }

    assertThat(path).doesNotExist();
  }
}
