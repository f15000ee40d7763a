package io.portrait.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bootstrap}: a savepoint from history, for a job that has never run. */
@Command(
    name = "bootstrap",
    description =
        "Make a savepoint from history, so that a feature over 30 days is right on the first day:"
            + " the history goes through the very job, whose rows are there at once.",
    mixinStandardHelpOptions = true)
final class BootstrapCommand implements Callable<Integer> {

  /** One that cannot go on says so within a few minutes. */
  private static final int RESTARTS = 8;

  private static final int MAX_PARALLELISM = 32_768;

  private final Console console;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PlaceOptions places;

  @Option(
      names = "--from",
      required = true,
      arity = "1..*",
      paramLabel = "FILE|iceberg:NAMESPACE.TABLE",
      description =
          "Files of events, plain, .gz or .zst, or patterns of their names; read by event time,"
              + " whichever is the earliest. Or an Iceberg table whose columns are named as fields"
              + " of events, or as the definitions' events.fields says.")
  @SuppressWarnings("NullAway.Init")
  private List<String> from;

  @Option(
      names = "--catalog",
      paramLabel = "DIR|URL",
      description =
          "The Iceberg warehouse of the table: a folder, or the http(s):// address of a REST"
              + " catalog (default: the warehouse that profiles go to).")
  private @Nullable String catalog;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: the definitions of a shop).")
  private @Nullable Path definitions;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "Leave out events at this event time and later.")
  private @Nullable Instant until;

  @Option(
      names = "--savepoint-dir",
      paramLabel = "DIR",
      description =
          "Where the savepoint goes, for a job on a cluster (default: the data directory, where"
              + " the next up goes on from it).")
  private @Nullable Path savepoints;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "user-events",
      description = "What the next up will read (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String topic;

  @Option(
      names = "--max-parallelism",
      paramLabel = "N",
      description =
          "The most tasks a step will ever have; it cannot be changed later (default: Flink's,"
              + " 128).")
  private @Nullable Integer maxParallelism;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoryOption memory;

  BootstrapCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    places.check();
    if (maxParallelism != null
        && (maxParallelism < places.parallelism || maxParallelism > MAX_PARALLELISM)) {
      throw Failure.wrongUse(
          "--max-parallelism: %d (--parallelism) to %d, not %d"
              .formatted(places.parallelism, MAX_PARALLELISM, maxParallelism));
    }
    Definitions known = Definitions.of(definitions);
    Models.check(known.definition());
    UserNames.check(known.definition());
    HistoryOption history = HistoryOption.of(from, catalog);
    try (DataDirectory directory = DataDirectory.open(places.dataDirectory);
        StopSignal stop = StopSignal.open()) {
      if (savepoints == null && directory.state().live() >= 0) {
        throw Failure.because(
            "data directory "
                + places.dataDirectory
                + " has a live job already: choose another with --data-dir, or --savepoint-dir");
      }
      Logs.to(directory.logs());
      known.keep(directory.definitions());
      Path checkpoints = directory.temporary().resolve("bootstrap-checkpoints");
      try (Parts parts =
          Parts.start(
              places,
              directory,
              known.definition().project(),
              checkpoints,
              RESTARTS,
              console.err()::println)) {
        BootstrapRun run =
            new BootstrapRun(console, places, directory, known, parts, stop, maxParallelism);
        BootstrapRun.Done done =
            run.run(
                history.open(known, parts, directory, memory.bytes(), console, until),
                savepoints == null ? directory.savepoints() : savepoints);
        if (savepoints == null) {
          run.register(done, topic);
        }
        done.report(console, savepoints == null ? places.dataDirectory : null);
      }
    }
    return Failure.DONE;
  }
}
