package io.portrait.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is gone once it is closed, or the process ends. */
final class TemporaryFolder implements AutoCloseable {

  private final Path path;
  private final Thread atEnd;

  private TemporaryFolder(Path path) {
    this.path = path;
    atEnd = new Thread(() -> Folders.delete(path));
  }

  /**
   * Makes a folder where the system keeps its temporary ones.
   *
   * @param prefix what its name begins with
   * @throws Failure if it cannot be made
   */
  static TemporaryFolder make(String prefix) {
    try {
      TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
      Runtime.getRuntime().addShutdownHook(folder.atEnd);
      return folder;
    } catch (IOException e) {
      throw Failure.because("no temporary folder: " + Failure.reason(e), e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    Folders.delete(path);
    Runtime.getRuntime().removeShutdownHook(atEnd);
  }
}
