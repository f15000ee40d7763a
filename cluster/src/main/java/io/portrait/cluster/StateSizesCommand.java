package io.portrait.cluster;

import io.portrait.cli.Failure;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster/run sizes}. */
@Command(
    name = "sizes",
    description = {
      "Fill the job's state with so many users, and measure checkpoints, savepoints, a killed"
          + " TaskManager and restores.",
      "Prints a table, in Markdown. A million users take about twenty minutes on two cores."
    })
final class StateSizesCommand implements Callable<Integer> {

  private static final int MOST_USERS = 100_000_000;

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--users",
      split = ",",
      paramLabel = "N",
      defaultValue = "100000,1000000",
      description = "How many, one after the other (default: ${DEFAULT-VALUE}).")
  private List<Integer> users = new ArrayList<>();

  @Option(
      names = "--events-per-user",
      paramLabel = "N",
      defaultValue = "4",
      description = "Of each of them, over 36 hours (default: ${DEFAULT-VALUE}).")
  private int eventsPerUser;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: those that faults are tried on, with daily ticks).")
  private @Nullable Path definitions;

  StateSizesCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    if (users.stream().anyMatch(count -> count < 1 || count > MOST_USERS) || eventsPerUser < 1) {
      throw Failure.wrongUse("--users: 1 to 100,000,000; --events-per-user: 1 or more");
    }
    String text =
        definitions == null
            ? ShopJob.definitions().replace("every: 3h", "every: 1d")
            : Files.readString(definitions);
    return options.in(folder -> run(folder, text));
  }

  private int run(Path folder, String text) throws Exception {
    out.println("| users | what | measured |");
    out.println("|---|---|---|");
    for (int count : users) {
      Map<String, String> settings =
          Map.of(
              "execution.checkpointing.interval", "10s",
              "taskmanager.memory.managed.size", "800m");
      try (PortraitCluster cluster =
          PortraitCluster.start(folder.resolve("users-" + count), settings)) {
        ShopJob job = ShopJob.prepare(cluster, "sizes", 0, text);
        new StateSizes(cluster, job, count, eventsPerUser, err)
            .run()
            .forEach(
                (name, value) ->
                    out.printf("| %,d | %s | %s |%n", count, name.substring(2), value));
      }
    }
    return Failure.DONE;
  }
}
