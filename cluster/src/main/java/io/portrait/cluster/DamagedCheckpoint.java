package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.Portrait;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.fallback.RetainedCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Damages the newest checkpoint while nobody can take another one, and does what an operator does
 * then: sees that the job does not come back, asks {@code portrait fall-back} for the newest one
 * that is whole, and starts the job from there.
 */
final class DamagedCheckpoint {

  private static final Duration WITHIN = Duration.ofMinutes(3);

  private final PortraitCluster cluster;
  private final ShopJob job;

  DamagedCheckpoint(PortraitCluster cluster, ShopJob job) {
    this.cluster = cluster;
    this.job = job;
  }

  void happen() throws IOException {
    int wanted = job.completedCheckpoints() + 2;
    Waiting.until(
        "two checkpoints", WITHIN, () -> true, () -> job.completedCheckpoints() >= wanted);
    cluster.flink().taskManagers().values().forEach(KeptProcess::kill);
    Waiting.until("the job's failure", WITHIN, () -> true, () -> !job.runs());
    RetainedCheckpoint newest = RetainedCheckpoint.in(job.checkpointFolder()).get(0);
    damage(newest);
    cluster.flink().startTaskManager();
    cluster.flink().startTaskManager();
    // It tries the damaged one, and tries it again.
    int failures = job.failures() + 2;
    Waiting.until("the job's despair", WITHIN, () -> true, () -> job.failures() >= failures);
    job.cancel();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    int code =
        Portrait.run(
            out,
            out,
            "fall-back",
            "--checkpoints",
            job.checkpointFolder().toString(),
            "--config",
            job.configuration().toString());
    List<String> lines = told.toString(StandardCharsets.UTF_8).lines().toList();
    String from = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (code != Failure.DONE || from.contains(newest.folder().getFileName() + "/")) {
      throw Failure.because("fall-back does not fall back: " + lines);
    }
    job.start(from);
  }

  /** Every file of its own loses its second half; files that it shares with older ones stay. */
  private static void damage(RetainedCheckpoint checkpoint) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(checkpoint.folder())) {
      files = entries.filter(file -> !file.getFileName().toString().equals("_metadata")).toList();
    }
    if (files.isEmpty()) {
      throw Failure.because(checkpoint.folder() + " has no files of its own");
    }
    for (Path file : files) {
      try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
        content.setLength(content.length() / 2);
      }
    }
  }
}
