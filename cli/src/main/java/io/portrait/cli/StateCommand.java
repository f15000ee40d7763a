package io.portrait.cli;

import io.portrait.aggregate.StateFormatException;
import io.portrait.cli.embedded.Machine;
import io.portrait.cli.explain.AnswerJson;
import io.portrait.cli.explain.KeptUser;
import io.portrait.cli.explain.KeptUserJson;
import io.portrait.cli.explain.KeptUserView;
import io.portrait.cli.state.OperatorSizes;
import io.portrait.cli.state.OperatorSizes.OperatorSize;
import io.portrait.cli.state.StateScan;
import io.portrait.cli.state.StatsJson;
import io.portrait.cli.state.StatsView;
import io.portrait.job.score.ScoredStates;
import io.portrait.job.window.SavedUsers;
import io.portrait.job.window.SavedUsers.Remembered;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code state}: what a savepoint or checkpoint holds. */
@Command(
    name = "state",
    description = "Look into a savepoint or checkpoint: a user, or the sizes of all.",
    mixinStandardHelpOptions = true)
final class StateCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show USER, or stats?");
  }

  /** Which savepoint, and by what it was computed. */
  static final class Place {

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        defaultValue = ".portrait",
        description = "The data directory of up (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    Path dataDirectory;

    @Option(
        names = "--savepoint",
        paramLabel = "DIR|URL",
        description =
            "A savepoint or retained checkpoint, of any cluster (default: the data directory's"
                + " newest).")
    @Nullable String savepoint;

    @Option(
        names = "--definitions",
        paramLabel = "F",
        description =
            "What was computed (default: the data directory's latest run's, else those of a shop).")
    @Nullable Path definitions;

    @Option(names = "--json", description = "One JSON object with everything.")
    boolean json;

    <T> SavedStates.Found<T> look(Console console, SavedStates.Reading<T> reading) {
      if (savepoint == null && !Files.isDirectory(dataDirectory)) {
        throw Failure.because(
            "no data directory " + dataDirectory + ": start with portrait up, or give --savepoint");
      }
      long start = System.nanoTime();
      Supplier<String> line =
          () -> "reading the saved state, " + (System.nanoTime() - start) / 1_000_000_000 + " s";
      return Progress.ifLong(
          console, line, () -> SavedStates.look(savepoint, dataDirectory, reading));
    }

    Definitions definitions() {
      Path kept = dataDirectory.resolve("definitions.yaml");
      return Definitions.of(definitions == null && Files.exists(kept) ? kept : definitions);
    }
  }

  /** {@code state show USER}. */
  @Command(
      name = "show",
      description = "Show all that the job remembers of a user, and how many bytes each part is.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {

    private static final int USUAL_COLUMNS = 80;

    private final Console console;

    @Parameters(index = "0", paramLabel = "USER", description = "A user id.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Place place;

    @Option(names = "--tiles", description = "Every tile of every column on a line of its own.")
    private boolean tiles;

    @Option(
        names = "--warehouse",
        paramLabel = "DIR|URL",
        description =
            "The job's Iceberg warehouse, by whose salt erased users are named (default: the data"
                + " directory's).")
    private @Nullable String warehouse;

    Show(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Definitions definitions = place.definitions();
      user = UserNames.of(definitions.definition(), user);
      Optional<byte[]> salt = salt(definitions);
      SavedStates.Found<Optional<KeptUser>> found =
          place.look(console, (saved, scratch) -> read(definitions, salt, saved, scratch));
      KeptUser kept =
          found
              .what()
              .orElseThrow(
                  () -> Failure.because("no user '" + user + "' in " + found.source().place()));
      if (place.json) {
        console.out().println(KeptUserJson.line(kept, found.source()));
      } else {
        int width = Integer.getInteger(Console.COLUMNS, USUAL_COLUMNS);
        new KeptUserView(kept, width, tiles)
            .lines(found.source(), Instant.now())
            .forEach(console.out()::println);
      }
      return Failure.DONE;
    }

    private Optional<KeptUser> read(
        Definitions definitions, Optional<byte[]> salt, SavedUsers saved, Path scratch)
        throws IOException {
      Optional<Remembered> remembered = saved.remembered(user, salt, scratch);
      if (remembered.isEmpty()) {
        return Optional.empty();
      }
      ScoredStates.Kept scored = ScoredStates.find(saved.job(), user, scratch);
      try {
        return Optional.of(
            KeptUser.of(
                definitions.definition(), user, remembered.get(), scored, salt.isPresent()));
      } catch (StateFormatException e) {
        throw new IOException("the user's state cannot be read: " + Failure.reason(e), e);
      }
    }

    /** Empty where there is no warehouse at hand. */
    private Optional<byte[]> salt(Definitions definitions) {
      RunOptions run = new RunOptions();
      run.dataDirectory = place.dataDirectory;
      Optional<String> where =
          warehouse == null && place.savepoint != null
              ? Optional.empty()
              : WarehouseOptions.place(run, warehouse);
      if (where.isEmpty()) {
        return Optional.empty();
      }
      try {
        Catalog catalog = OfflineCatalog.open(OfflineCatalog.at(where.get()));
        try {
          Table erasures =
              catalog.loadTable(
                  OfflineTables.identifier(
                      definitions.definition().project(), OfflineTables.ERASURES));
          return Optional.of(OfflineTables.erasureSalt(erasures));
        } finally {
          OfflineCatalog.close(catalog);
        }
      } catch (RuntimeException e) {
        throw Failure.because("warehouse " + where.get() + ": " + Failure.reason(e), e);
      }
    }
  }

  /** {@code state stats}. */
  @Command(
      name = "stats",
      description =
          "Show the sizes of all users: bytes by operator and by part, quantiles, largest users.",
      mixinStandardHelpOptions = true)
  static final class Stats implements Callable<Integer> {

    private static final int MOST_LARGEST = 1_000;

    private final Console console;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Place place;

    @Option(
        names = "--largest",
        paramLabel = "N",
        defaultValue = "10",
        description = "How many of the largest users are shown (default: ${DEFAULT-VALUE}).")
    private int largest;

    @Option(
        names = "--parallelism",
        paramLabel = "N",
        description = "Tasks that read (default: the cores of this machine, 2 to 4).")
    private int parallelism = Machine.parallelism();

    Stats(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      if (largest < 0 || largest > MOST_LARGEST) {
        throw Failure.wrongUse("--largest: 0 to " + MOST_LARGEST + ", not " + largest);
      }
      if (parallelism < 1) {
        throw Failure.wrongUse("--parallelism: 1 or more, not " + parallelism);
      }
      Definitions definitions = place.definitions();
      SavedStates.Found<Sizes> found =
          place.look(console, (saved, scratch) -> sizes(definitions, saved, scratch));
      Sizes sizes = found.what();
      if (place.json) {
        console
            .out()
            .println(
                StatsJson.line(AnswerJson.read(found.source()), sizes.operators(), sizes.keys()));
      } else {
        String read = found.source().words(Instant.now()) + ", " + found.source().place();
        StatsView.lines(read, sizes.operators(), sizes.keys()).forEach(console.out()::println);
      }
      return Failure.DONE;
    }

    /** By operator, and of keys. */
    private record Sizes(List<OperatorSize> operators, StateScan.Found keys) {}

    private Sizes sizes(Definitions definitions, SavedUsers saved, Path scratch)
        throws IOException {
      StateScan scan = new StateScan(saved.job(), definitions.text(), largest, parallelism);
      try {
        return new Sizes(OperatorSizes.of(saved.job()), scan.run(scratch));
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
