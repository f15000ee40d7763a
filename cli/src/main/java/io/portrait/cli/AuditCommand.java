package io.portrait.cli;

import io.portrait.cli.audit.AuditJson;
import io.portrait.cli.audit.AuditMetrics;
import io.portrait.cli.audit.AuditView;
import io.portrait.cli.audit.Audited;
import io.portrait.cli.similar.TextVectors;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.Times;
import io.portrait.online.OnlineStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: whether what is served is what the definitions make of the events. */
@Command(
    name = "audit",
    description = {
      "Recompute served rows, and what training reads, from the stored events, and print how far"
          + " they agree; exit code 1 where they do not. up may run or not.",
      "",
      "Rows are recomputed as of their own time by other code than the job's."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

  private static final int MOST_USERS = 1_000_000;
  private static final int MOST_PORT = 65_535;

  private final Console console;
  private final TextVectors.Factory models;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private AuditPlaces places;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many users, 1 to 1000000 (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which users: the same of the same profiles (default: others each time).")
  private @Nullable Long seed;

  @Option(
      names = "--users",
      split = ",",
      paramLabel = "USER",
      description = "These users instead: u-1,u-2")
  private List<String> users = new ArrayList<>();

  @Option(
      names = "--ticks",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How many rows of feature_log of each user, 0 for none (default: ${DEFAULT-VALUE}).")
  private int ticks;

  @Option(
      names = "--embeddings",
      description = "Recompute embeddings, too: reads every text of these users once more.")
  private boolean embeddings;

  @Option(names = "--json", description = "One JSON object an audit, with every mismatch.")
  private boolean json;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = PlaceOptions.Durations.class,
      description = "Audit again and again until Ctrl-C, other users each time: 10m, 1h")
  private @Nullable Duration every;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve what came of it as metrics of Prometheus at /metrics.")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--metrics-file",
      paramLabel = "F",
      description = "Write the metrics to a file after each audit: F.prom, for a node exporter.")
  private @Nullable Path metricsFile;

  AuditCommand(Console console, TextVectors.Factory models) {
    this.console = console;
    this.models = models;
  }

  @Override
  public Integer call() {
    check();
    try (StopSignal stop = StopSignal.open();
        AuditMetrics metrics = new AuditMetrics()) {
      if (metricsPort != null) {
        int port = metrics.serve(metricsPort);
        console.err().println("metrics     http://127.0.0.1:" + port + "/metrics");
      }
      if (!embeddings) {
        return audits(stop, metrics, null);
      }
      try (TextVectors texts = models.open(places.definition())) {
        return audits(stop, metrics, texts);
      }
    }
  }

  private void check() {
    if (sample < 1 || sample > MOST_USERS) {
      throw Failure.wrongUse("--sample: 1 to " + Numbers.count(MOST_USERS) + ", not " + sample);
    }
    if (ticks < 0) {
      throw Failure.wrongUse("--ticks: 0 or more, not " + ticks);
    }
    if (metricsPort != null && (metricsPort < 0 || metricsPort > MOST_PORT)) {
      throw Failure.wrongUse("--metrics-port: 0 to " + MOST_PORT + ", not " + metricsPort);
    }
    if (metricsPort != null && every == null) {
      throw Failure.wrongUse("--metrics-port: nobody can ask once the audit is over; give --every");
    }
    Path folder = metricsFile == null ? null : metricsFile.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw Failure.because("--metrics-file: no folder " + folder);
    }
    places.check();
  }

  private int audits(StopSignal stop, AuditMetrics metrics, @Nullable TextVectors texts) {
    Duration interval = every;
    if (interval == null) {
      return audit(stop, metrics, texts);
    }
    int code = Failure.DONE;
    do {
      try {
        code = Math.max(code, audit(stop, metrics, texts));
      } catch (Failure | OnlineStoreException e) {
        if (stop.asked()) {
          break;
        }
        // What is not there now may be there next time.
        console.complain(Failure.oneLine(e.getMessage()));
        metrics.addFailure();
        code = Failure.FAILED;
        write(metrics);
      }
    } while (!stop.await(interval.toMillis()));
    return code;
  }

  private int audit(StopSignal stop, AuditMetrics metrics, @Nullable TextVectors texts) {
    long drawn = seed == null ? RandomGenerator.getDefault().nextInt(1_000_000) : seed;
    AuditRun.Settings settings = new AuditRun.Settings(users, sample, drawn, ticks);
    Audited audited =
        new AuditRun(settings, places, stop, texts == null ? null : text -> vectorOf(texts, text))
            .run(console);
    metrics.add(audited);
    write(metrics);
    if (json) {
      console.out().println(AuditJson.line(audited));
    } else {
      if (every != null) {
        console.out().println(Times.exact(audited.finished().toEpochMilli()));
      }
      AuditView.lines(audited).forEach(console.out()::println);
    }
    console.out().flush();
    boolean isFine = audited.report().differ() == 0 && audited.report().compared() > 0;
    return isFine && audited.missing().isEmpty() ? Failure.DONE : Failure.FAILED;
  }

  private static float @Nullable [] vectorOf(TextVectors texts, String text) {
    try {
      return texts.vectorOf(text);
    } catch (Failure e) {
      return null;
    }
  }

  private void write(AuditMetrics metrics) {
    if (metricsFile != null) {
      metrics.write(metricsFile);
    }
  }
}
