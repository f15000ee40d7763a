package io.portrait.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: a whole file through the same topic and job, then done. */
@Command(
    name = "replay",
    description =
        "Run a whole file of events through the same job, then end; its rows replace older ones.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  /** A replay that cannot go on says so within a few minutes. */
  private static final int RESTARTS = 8;

  private final Console console;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PlaceOptions places;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "F",
      description = "The file of events, plain, .gz or .zst.")
  @SuppressWarnings("NullAway.Init")
  private Path events;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: the definitions of a shop).")
  private @Nullable Path definitions;

  @Option(
      names = "--export",
      paramLabel = "F",
      description = "Write every row, read back from Redis, as JSON lines by user id.")
  private @Nullable Path export;

  ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    places.check();
    Definitions known = Definitions.of(definitions);
    Models.check(known.definition());
    UserNames.check(known.definition());
    if (!Files.isReadable(events)) {
      throw Failure.because("no such file: " + events);
    }
    Summary summary;
    try (DataDirectory directory = DataDirectory.open(places.dataDirectory)) {
      Logs.to(directory.logs());
      known.keep(directory.definitions());
      Path checkpoints = directory.temporary().resolve("replay-checkpoints");
      try (Parts parts =
          Parts.start(
              places,
              directory,
              known.definition().project(),
              checkpoints,
              RESTARTS,
              console.err()::println)) {
        summary = new ReplayRun(console, places, directory, known, parts).run(events);
        if (export != null) {
          long rows = Export.write(parts.redis(), known.definition().project(), export);
          console.err().println("exported    " + rows + " rows to " + export);
        }
      }
    }
    console.out().println(summary.toJson());
    if (!summary.addsUp()) {
      throw Failure.because("the counts do not add up: accepted + duplicate + rejected is not in");
    }
    return Failure.DONE;
  }
}
