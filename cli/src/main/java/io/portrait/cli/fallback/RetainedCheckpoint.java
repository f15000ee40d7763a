package io.portrait.cli.fallback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint that Flink has kept: {@code <checkpoints>/<job id>/chk-<number>}.
 *
 * @param folder where it lies
 * @param job whose it is, as Flink names it
 * @param number counts up from 1
 */
public record RetainedCheckpoint(Path folder, String job, long number) {

  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d{1,18})");

  /**
   * Those of one job, the newest first: of the job whose folder is given, or, of many below a
   * checkpoint folder, of the one that has saved last.
   *
   * @return empty where there are none
   */
  public static List<RetainedCheckpoint> in(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    if (name != null && JOB.matcher(name.toString()).matches()) {
      return ofJob(absolute);
    }
    List<Path> jobs;
    try (Stream<Path> entries = Files.list(absolute)) {
      jobs = entries.filter(RetainedCheckpoint::isJob).toList();
    }
    List<RetainedCheckpoint> newest = List.of();
    long newestAt = Long.MIN_VALUE;
    for (Path job : jobs) {
      List<RetainedCheckpoint> those = ofJob(job);
      if (!those.isEmpty()) {
        long at = Files.getLastModifiedTime(those.get(0).folder()).toMillis();
        if (at > newestAt) {
          newest = those;
          newestAt = at;
        }
      }
    }
    return newest;
  }

  private static boolean isJob(Path entry) {
    return JOB.matcher(entry.getFileName().toString()).matches() && Files.isDirectory(entry);
  }

  private static List<RetainedCheckpoint> ofJob(Path job) throws IOException {
    try (Stream<Path> entries = Files.list(job)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> CHECKPOINT.matcher(entry.getFileName().toString()))
          .filter(Matcher::matches)
          .map(match -> Long.parseLong(match.group(1)))
          .sorted(Comparator.reverseOrder())
          .map(
              number ->
                  new RetainedCheckpoint(
                      job.resolve("chk-" + number), job.getFileName().toString(), number))
          .toList();
    }
  }
}
