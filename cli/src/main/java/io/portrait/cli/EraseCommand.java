package io.portrait.cli;

import io.portrait.cli.erase.Receipt;
import io.portrait.cli.erase.ReceiptView;
import io.portrait.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code erase USER...}: for good. */
@Command(
    name = "erase",
    description = {
      "Erase users for good: from the job's state, Redis, the tables and their history.",
      "",
      "Against the up that runs on the data directory, or, where none does, by bringing its job up"
          + " for so long; with --kafka, --redis and --warehouse, against a job on a cluster. Prints"
          + " a receipt, without ids, and keeps it in the data directory. Exit code 1 where"
          + " something stays that should have gone."
    },
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {

  private static final String CONFIRMED = "y";

  private final Console console;

  @Parameters(arity = "0..*", paramLabel = "USER", description = "User ids.")
  private List<String> users = new ArrayList<>();

  @Option(names = "--from", paramLabel = "F", description = "A file with user ids, one a line.")
  private @Nullable Path from;

  @Option(
      names = "--due",
      description =
          "Finish earlier erasures: expire the history that was kept, and look for users who are"
              + " remembered by their hashes.")
  private boolean due;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Say what would be removed where, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--receipt",
      paramLabel = "F",
      description = "Where the receipt goes as JSON (default: <data-dir>/erasures/).")
  private @Nullable Path receipt;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = PlaceOptions.Durations.class,
      description = "How long to wait for the job, and for its last rows (default: 5m).")
  @SuppressWarnings("NullAway.Init")
  private Duration timeout;

  @Option(
      names = "--orphans-older-than",
      paramLabel = "DURATION",
      converter = PlaceOptions.Durations.class,
      description =
          "Files that belong to no snapshot and hold a user are deleted if they are that old: younger"
              + " ones may be a running job's (default: 24h; where no job runs, whatever their age).")
  private @Nullable Duration orphansOlderThan;

  @Option(
      names = "--delete-savepoints",
      description = "Delete savepoints of the data directory that still hold a user.")
  private boolean deleteSavepoints;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "Whose project it is (default: the data directory's latest run's).")
  private @Nullable Path definitions;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "user-events",
      description = "With --kafka: the events' topic (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String topic;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PlaceOptions places;

  EraseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    places.check();
    check();
    ErasureRun run =
        new ErasureRun(
            console,
            places,
            definitions(),
            new ErasureRun.Wishes(topic, timeout, orphansOlderThan, deleteSavepoints));
    if (due) {
      return finish(run.due());
    }
    List<String> ids = ids();
    if (dryRun) {
      run.look(ids).forEach(console.out()::println);
      return Failure.DONE;
    }
    if (!yes) {
      confirm(ids);
    }
    return finish(run.erase(ids));
  }

  private void check() {
    if (due && !(users.isEmpty() && from == null)) {
      throw Failure.wrongUse("--due: without users");
    }
    if (!due && users.isEmpty() && from == null) {
      throw Failure.wrongUse("whom? Give user ids, or a file of them with --from");
    }
    if (places.kafka != null && (places.redis == null || places.warehouse == null)) {
      throw Failure.wrongUse("--kafka: give --redis and --warehouse too");
    }
    if (places.kafka == null && places.redis != null) {
      throw Failure.wrongUse("--redis: give --kafka and --warehouse too");
    }
    if (places.kafka == null && places.warehouse != null && !due) {
      throw Failure.wrongUse("--warehouse: give --kafka and --redis too");
    }
  }

  private Definitions definitions() {
    Path kept = places.dataDirectory.resolve("definitions.yaml");
    boolean isKept = definitions == null && places.kafka == null && Files.exists(kept);
    if (places.kafka == null
        && places.warehouse == null
        && !Files.isDirectory(places.dataDirectory)) {
      throw Failure.because(
          "no data directory "
              + places.dataDirectory
              + ": give it with --data-dir, or --kafka, --redis and --warehouse");
    }
    return Definitions.of(isKept ? kept : definitions);
  }

  private List<String> ids() {
    Set<String> ids = new LinkedHashSet<>(users);
    if (from != null) {
      try {
        Files.readString(from).lines().filter(line -> !line.isBlank()).forEach(ids::add);
      } catch (IOException e) {
        throw Failure.because(from + " cannot be read: " + Failure.reason(e), e);
      }
    }
    if (ids.isEmpty()) {
      throw Failure.because(from + ": no user in it");
    }
    for (String id : ids) {
      int bytes = id.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > Event.MAX_USER_ID_BYTES) {
        throw Failure.wrongUse("a user id has 1 to 1,024 bytes, not " + bytes);
      }
    }
    return List.copyOf(ids);
  }

  private void confirm(List<String> ids) {
    String whom = ids.size() == 1 ? "1 user" : ids.size() + " users";
    if (!console.terminal()) {
      throw Failure.wrongUse("erases " + whom + " for good, and nobody can be asked: give --yes");
    }
    console.out().print("Erases " + whom + " for good, history included. Go on? [y/N] ");
    console.out().flush();
    try {
      // Not closed: it is the process' own.
      String answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (answer == null
          || !answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith(CONFIRMED)) {
        throw Failure.because("nothing was erased");
      }
    } catch (IOException e) {
      throw Failure.because("nothing was erased: " + Failure.reason(e), e);
    }
  }

  private int finish(Receipt done) {
    ReceiptView.lines(done).forEach(console.out()::println);
    Path file = receipt == null ? ownFile(done) : receipt;
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      Files.writeString(file, done.toJson() + System.lineSeparator());
    } catch (IOException e) {
      throw Failure.because(
          "it is done, but the receipt " + file + " cannot be written: " + Failure.reason(e), e);
    }
    console.out().println("receipt     " + file);
    if (!done.isComplete()) {
      console.complain("something is still there that should have gone: see above");
      return Failure.FAILED;
    }
    return Failure.DONE;
  }

  private Path ownFile(Receipt done) {
    String first = done.users().isEmpty() ? "due" : done.users().keySet().iterator().next();
    String others = done.users().size() > 1 ? "-and-" + (done.users().size() - 1) + "-more" : "";
    String time = done.erasedAt().toString().replace(":", "").replace("-", "");
    return places
        .dataDirectory
        .resolve(DataDirectory.ERASURES)
        .resolve(first + others + "-" + time + ".json");
  }
}
