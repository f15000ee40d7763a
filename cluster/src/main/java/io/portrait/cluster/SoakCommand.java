package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.StopSignal;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster/run soak}. */
@Command(
    name = "soak",
    description = {
      "Run the job under load for a while, with faults by chance, and compare what is left to what"
          + " an undisturbed run of the same events leaves.",
      "Writes soak.csv and soak.svg: memory, state, Redis and lag over time."
    })
final class SoakCommand implements Callable<Integer> {

  private static final int MOST_MINUTES = 24 * 60;

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same gives the same events and faults (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "150",
      description = "Events a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where soak.csv and soak.svg go (default: here).")
  @SuppressWarnings("NullAway.Init")
  private Path results;

  SoakCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > MOST_MINUTES || rate < 1 || rate > 10_000) {
      throw Failure.wrongUse("--minutes: 1 to 1,440; --rate: 1 to 10,000");
    }
    Files.createDirectories(results);
    return options.in(this::run);
  }

  private int run(Path folder) throws Exception {
    err.println("starting ZooKeeper, Redis, Kafka and Flink in " + folder + " ...");
    try (StopSignal stop = StopSignal.open();
        PortraitCluster cluster = PortraitCluster.start(folder, Map.of())) {
      ShopEvents events = ShopEvents.about(minutes * 60 * rate, seed);
      Soak soak = new Soak(cluster, events, seed, rate, err);
      Soak.Report report = soak.run(Duration.ofMinutes(minutes), stop);
      Files.write(results.resolve("soak.csv"), Sample.csv(report.samples()));
      new SoakPicture(title(report), report.samples(), report.faultSeconds())
          .write(results.resolve("soak.svg"));
      out.println(title(report));
      report.faults().forEach((fault, times) -> out.printf("  %3d  %s%n", times, fault));
      return judged(report);
    }
  }

  private int judged(Soak.Report report) {
    if (report.wasStopped()) {
      err.println("stopped before the end: nothing was compared");
      return Failure.FAILED;
    }
    List<String> differences = report.differences();
    differences.forEach(err::println);
    out.println(
        differences.isEmpty()
            ? "left what an undisturbed run leaves, "
                + report.records()
                + " records each counted once"
            : "left something else than an undisturbed run");
    return differences.isEmpty() ? Failure.DONE : Failure.FAILED;
  }

  private String title(Soak.Report report) {
    return String.format(
        Locale.ROOT,
        "Soak, seed %d: %,d records in %.0f minutes, %d faults",
        seed,
        report.records(),
        report.seconds() / 60,
        report.faultSeconds().size());
  }
}
