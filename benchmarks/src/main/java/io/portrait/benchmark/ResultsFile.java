package io.portrait.benchmark;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** {@code RESULTS.md}: figures, and where and when they were taken. */
public final class ResultsFile {

  /** The folder of the benchmarks, told by the script that starts them. */
  private static final String FOLDER = "portrait.benchmarks";

  /** The commit that was built, told likewise. */
  private static final String COMMIT = "portrait.commit";

  private ResultsFile() {}

  /** The folder of the benchmarks. */
  public static Path folder() {
    return Path.of(System.getProperty(FOLDER, "."));
  }

  /** What stands over figures: date, commit, machine, and how busy it was before. */
  public static String circumstances() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(
        Locale.ROOT,
        "%s, commit %s, %d cores of %s, %.1f GiB, heap up to %.1f GiB, Java %s, load before: %s",
        LocalDate.now(ZoneOffset.UTC),
        System.getProperty(COMMIT, "unknown"),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        gibibytes(Machine.memoryBytes()),
        gibibytes(Runtime.getRuntime().maxMemory()),
        Runtime.version(),
        load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load));
  }

  /**
   * Appends a section.
   *
   * @return the file
   */
  public static Path append(String heading, String circumstances, String figures) {
    Path file = folder().resolve("RESULTS.md");
    String section = "\n## " + heading + "\n\n" + circumstances + "\n\n" + figures;
    try {
      return Files.writeString(file, section, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
  }

  private static double gibibytes(long bytes) {
    return bytes / (double) (1L << 30);
  }

  private static String processor() {
    try {
      Optional<String> model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst();
      return model.orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
