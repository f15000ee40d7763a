package io.portrait.cli;

import io.portrait.cli.status.MaintenanceView;
import io.portrait.maintenance.Maintained;
import io.portrait.maintenance.Maintenance;
import io.portrait.maintenance.Upkeep;
import io.portrait.yaml.NearestName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maintain}: keeps the offline tables quick to read and bounded in size. */
@Command(
    name = "maintain",
    description = {
      "Make few large files of the offline tables' many small ones, let old snapshots expire, and"
          + " delete files of no snapshot. A job may go on writing meanwhile; up does this every"
          + " hour by itself.",
      "",
      "Rows stay as they are. An expired snapshot can no longer be read: not by time travel, nor by"
          + " training-set --again, unless a tag of Iceberg names it."
    },
    mixinStandardHelpOptions = true)
final class MaintainCommand implements Callable<Integer> {

  private final Console console;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private WarehouseOptions warehouse;

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "The configuration that a job on a cluster was started with: whose tables these are, in"
              + " place of --warehouse and --definitions.")
  private @Nullable Path config;

  @Option(
      names = "--tables",
      split = ",",
      paramLabel = "TABLE",
      description = "These alone: profiles,feature_log")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--keep-all",
      paramLabel = "AGE",
      defaultValue = "1d",
      converter = PlaceOptions.Ages.class,
      description = "Every snapshot stays for so long (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Duration keepAll;

  @Option(
      names = "--keep-daily",
      paramLabel = "AGE",
      defaultValue = "30d",
      converter = PlaceOptions.Ages.class,
      description = "The last one of each day stays for so long (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Duration keepDaily;

  @Option(
      names = "--orphans-after",
      paramLabel = "AGE",
      defaultValue = "7d",
      converter = PlaceOptions.Ages.class,
      description =
          "Files of no snapshot go at this age; longer than the oldest savepoint that a job may be"
              + " started from (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Duration orphansAfter;

  @Option(names = "--dry-run", description = "Say what would be done, and leave all as it is.")
  private boolean dryRun;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = PlaceOptions.Durations.class,
      description = "Again and again until Ctrl-C: 1h")
  private @Nullable Duration every;

  MaintainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Upkeep upkeep = new Upkeep(keepAll, keepDaily, orphansAfter, dryRun);
    try (StopSignal stop = StopSignal.open()) {
      int code = run(upkeep, stop);
      Duration interval = every;
      while (interval != null && !stop.await(interval.toMillis())) {
        code = Math.max(code, run(upkeep, stop));
      }
      return code;
    }
  }

  private int run(Upkeep upkeep, StopSignal stop) {
    if (config != null) {
      JobPlaces job = JobPlaces.of(config, System.getenv());
      return job.inCatalog(catalog -> run(catalog, job.definition().project(), upkeep, stop));
    }
    String project = warehouse.definition().project();
    return warehouse
        .inCatalog(catalog -> run(catalog, project, upkeep, stop))
        .orElseThrow(
            () ->
                Failure.because(
                    "no warehouse in " + warehouse.dataDirectory() + " yet: start portrait up"));
  }

  private int run(Catalog catalog, String project, Upkeep upkeep, StopSignal stop) {
    Maintenance maintenance = new Maintenance(catalog, project, upkeep);
    List<String> there = maintenance.tables();
    console.out().println(MaintenanceView.head(dryRun));
    List<Maintained> all =
        maintenance.maintain(
            chosen(there, project),
            stop::asked,
            done -> {
              MaintenanceView.lines(done).forEach(console.out()::println);
              console.out().flush();
            });
    return all.stream().allMatch(done -> done.failure().isEmpty()) ? Failure.DONE : Failure.FAILED;
  }

  private List<String> chosen(List<String> there, String project) {
    for (String table : tables) {
      if (!there.contains(table)) {
        throw Failure.wrongUse(
            "--tables: "
                + project
                + " has no table '"
                + table
                + "'"
                + NearestName.hint(table, there));
      }
    }
    return tables.isEmpty() ? there : tables;
  }
}
