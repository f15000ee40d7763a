package io.portrait.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

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
    return make(() -> Files.createTempDirectory(prefix));
  }

  /**
   * Makes a folder beside a file that is to be written, where there must be room anyway.
   *
   * @param prefix what its name begins with
   * @throws Failure if it cannot be made
   */
  static TemporaryFolder beside(Path file, String prefix) {
    Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a parent");
    return make(() -> Files.createTempDirectory(parent, prefix));
  }

  private static TemporaryFolder make(Callable<Path> making) {
    try {
      TemporaryFolder folder = new TemporaryFolder(making.call());
      Runtime.getRuntime().addShutdownHook(folder.atEnd);
      return folder;
    } catch (Exception e) {
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
