package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code freshness}: how long from an event to its row, at shares of the greatest rate. */
@Command(
    name = "freshness",
    description =
        "How long it takes from an event until its row can be read in Redis, at shares of the rate"
            + " that is the greatest the job sustains.")
final class Freshness implements Callable<Integer> {

  /** In less nothing piles up that would be noticed. */
  private static final int LEAST_ATTEMPT_SECONDS = 10;

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--shares",
      paramLabel = "S",
      split = ",",
      description = "Of the greatest rate (default: 0.5,0.8).")
  private List<Double> shares = List.of(0.5, 0.8);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each share is measured, after half as long (default: 60).")
  private int seconds = 60;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "The greatest rate, where it is known (default: it is searched).")
  private @Nullable Double rate;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      description = "Events that wait when the job starts (default: ${DEFAULT-VALUE}).")
  private long backlog = 400_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Users of the shop (default: ${DEFAULT-VALUE}).")
  private int users = 200_000;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step, and partitions (default: ${DEFAULT-VALUE}).")
  private int parallelism = 2;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: a shop's, without embedding, segments and churn).")
  private @Nullable Path definitions;

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where the data lies meanwhile; a real disk (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  Freshness(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    if (seconds < 1 || backlog < 1_000 || users < 1 || parallelism < 1) {
      throw Failure.wrongUse(
          "--seconds, --users and --parallelism: at least 1; --backlog: at least 1,000");
    }
    if (rate != null && !(rate > 0)) {
      throw Failure.wrongUse("--rate: over 0 events a second, not " + rate);
    }
    if (shares.stream().anyMatch(share -> !(share > 0 && share <= 1))) {
      throw Failure.wrongUse("--shares: over 0 and at most 1, not " + shares);
    }
    Definitions what =
        definitions == null ? Stage.WHOLE.of(Definitions.ofShop()) : Definitions.of(definitions);
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "freshness-");
    try (LiveBench bench = LiveBench.start(folder.toAbsolutePath(), what, parallelism, users)) {
      String figures = measure(bench);
      out.println(circumstances);
      out.println();
      out.print(figures);
      if (write) {
        Path results = ResultsFile.append("Freshness: " + description(), circumstances, figures);
        err.println("written to " + results);
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private String measure(LiveBench bench) throws IOException, InterruptedException {
    double alone = bench.catchUp(backlog);
    err.printf(Locale.ROOT, "catching up        %,.0f events/s%n", alone);
    double most = rate == null ? greatest(bench, alone) : rate;
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "of the greatest rate",
                "events/s",
                "probe p50 ms",
                "probe p99 ms",
                "probes",
                "rows p50 ms",
                "rows p99 ms",
                "events behind"));
    for (double share : shares) {
      LiveBench.Figures figures = bench.at(share * most, seconds);
      Histogram probes = figures.probes();
      table.add(
          List.of(
              String.format(Locale.ROOT, "%.0f %%", share * 100),
              String.format(Locale.ROOT, "%,.0f", figures.perSecond()),
              String.format(Locale.ROOT, "%,.0f", probes.getValueAtPercentile(50) / 1e3),
              String.format(Locale.ROOT, "%,.0f", probes.getValueAtPercentile(99) / 1e3),
              String.format(Locale.ROOT, "%,d", probes.getTotalCount()),
              MarkdownTable.cell("%,.0f", figures.rowsMedian()),
              MarkdownTable.cell("%,.0f", figures.rowsHundredth()),
              String.format(Locale.ROOT, "%,d", figures.behind())));
      err.printf(Locale.ROOT, "at %3.0f %%           %s%n", share * 100, figures);
    }
    return table
        + String.format(
            Locale.ROOT,
            "%nGreatest rate at which nothing piles up: %,.0f events/s beside what sends them;"
                + " %,.0f/s when catching up alone. Probes: users who come once, from before their"
                + " event is sent until Redis has them, looked at every %d ms. Rows: what the job says of all of its rows,"
                + " from arrival in Kafka.%n",
            most,
            alone,
            Probes.LOOK_EVERY_MILLIS);
  }

  private double greatest(LiveBench bench, double alone) throws InterruptedException {
    return GreatestRate.search(
        0.7 * alone,
        perSecond -> {
          boolean isKeptUpWith =
              bench.keepsUpWith(perSecond, Math.max(LEAST_ATTEMPT_SECONDS, seconds / 3));
          err.printf(
              Locale.ROOT,
              "%-18s %,.0f events/s%n",
              isKeptUpWith ? "keeps up with" : "too much",
              perSecond);
          return isKeptUpWith;
        });
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "a shop of %,d users live; %d tasks a step, %d s each",
        users,
        parallelism,
        seconds);
  }
}
