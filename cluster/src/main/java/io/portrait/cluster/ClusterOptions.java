package io.portrait.cluster;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a cluster writes. */
final class ClusterOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where everything is written, and stays (default: a temporary folder, deleted at the"
              + " end). It must be empty.")
  private @Nullable Path directory;

  /** Does something with a folder, which is gone afterwards if nobody asked for it. */
  <T> T in(Work<T> work) throws Exception {
    if (directory != null) {
      Path given = Files.createDirectories(directory).toAbsolutePath().normalize();
      try (Stream<Path> entries = Files.list(given)) {
        if (entries.findAny().isPresent()) {
          throw Failure.wrongUse("--data-dir " + directory + ": it is not empty");
        }
      }
      return work.in(given);
    }
    Path temporary = Files.createTempDirectory("portrait-cluster-");
    Thread atEnd = new Thread(() -> delete(temporary));
    Runtime.getRuntime().addShutdownHook(atEnd);
    try {
      return work.in(temporary);
    } finally {
      delete(temporary);
    }
  }

  /** What is done. */
  @FunctionalInterface
  interface Work<T> {
    T in(Path folder) throws Exception;
  }

  private static void delete(Path folder) {
    List<Path> all;
    try (Stream<Path> entries = Files.walk(folder)) {
      all = entries.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException gone) {
      return;
    }
    for (Path each : all) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException stays) {
        // Somebody still writes to it: the system cleans its temporary folder.
      }
    }
  }
}
