package io.portrait.cluster;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder on a disk without room. Where this process may mount, as root may, a file system of one
 * page is laid over it, full: whoever writes is told that no space is left on the device. Where it
 * may not, a file takes the folder's place: whoever writes is told that it is no folder. Either way
 * what was there is there again afterwards.
 */
final class FullDisk {

  private FullDisk() {}

  /** Until what is returned is closed, nothing can be written below a folder. */
  static AutoCloseable over(Path folder) throws IOException {
    List<Path> below;
    try (Stream<Path> entries = Files.list(folder)) {
      below = entries.filter(Files::isDirectory).toList();
    }
    if (!run("mount", "-t", "tmpfs", "-o", "size=4k", "portrait-full", folder.toString())) {
      return replaced(folder);
    }
    for (Path each : below) {
      Files.createDirectory(each);
    }
    Files.write(folder.resolve("full"), new byte[4096]);
    return () -> unmount(folder);
  }

  private static AutoCloseable replaced(Path folder) throws IOException {
    Path away = folder.resolveSibling(folder.getFileName() + ".away");
    Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
    Files.createFile(folder);
    return () -> {
      Files.delete(folder);
      Files.move(away, folder, StandardCopyOption.ATOMIC_MOVE);
    };
  }

  private static void unmount(Path folder) throws IOException {
    // Lazily: a writer may still hold a file open.
    if (!run("umount", "-l", folder.toString())) {
      throw Failure.because("umount of " + folder + " fails");
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
