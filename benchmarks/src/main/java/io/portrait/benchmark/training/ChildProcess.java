package io.portrait.benchmark.training;

import io.portrait.benchmark.Memory;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process as the launcher starts one for a short command, and what it took.
 *
 * @param seconds from its start to its end, that of Java included
 * @param cpuSeconds work of all its threads; NaN where the system does not tell
 * @param peakMebibytes the most memory that was resident
 */
record ChildProcess(double seconds, double cpuSeconds, double peakMebibytes) {

  private static final long POLL_MILLIS = 20;

  /**
   * Runs a class to its end.
   *
   * @param log where its output goes
   */
  static ChildProcess run(Path log, String mainClass, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    double peak = Double.NaN;
    double cpu = Double.NaN;
    try {
      // Both are the system's own; it is asked until there is nobody to ask about.
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        double now = Memory.peakMebibytes(process.toHandle());
        peak = Double.isNaN(now) ? peak : now;
        cpu = process.info().totalCpuDuration().map(done -> done.toMillis() / 1e3).orElse(cpu);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw Failure.because(mainClass + " failed: see " + log);
    }
    return new ChildProcess(seconds, cpu, peak);
  }
}
