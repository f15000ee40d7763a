package io.portrait.cli;

import io.portrait.cli.fallback.CheckpointFiles;
import io.portrait.cli.fallback.RetainedCheckpoint;
import io.portrait.cli.fallback.TableRollback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fall-back}: goes back to the newest checkpoint that is whole. */
@Command(
    name = "fall-back",
    description = {
      "Find the newest checkpoint of a stopped job that is whole, and put the Iceberg tables back"
          + " to it, so that a job started from there writes nothing twice.",
      "Flink itself tries the latest checkpoint alone, for ever."
    },
    mixinStandardHelpOptions = true)
final class FallBackCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--checkpoints",
      required = true,
      paramLabel = "DIR",
      description =
          "Where checkpoints are (execution.checkpointing.dir), or those of one job. A folder of"
              + " this machine.")
  @SuppressWarnings("NullAway.Init")
  private Path checkpoints;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "What the job is told: says where the warehouse is.")
  @SuppressWarnings("NullAway.Init")
  private Path configuration;

  @Option(names = "--check", description = "Only say what is whole and what would be done.")
  private boolean isCheck;

  FallBackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    JobPlaces job = JobPlaces.of(configuration, System.getenv());
    RetainedCheckpoint whole = newestWhole();
    job.inCatalog(
        catalog -> {
          List<TableIdentifier> tables =
              catalog.listTables(Namespace.of(job.definition().project()));
          tables.forEach(table -> putBack(catalog.loadTable(table), table.name(), whole));
          return tables;
        });
    console.out().println("to go on from, flink run -s:");
    console.out().println(whole.folder().toUri());
    return Failure.DONE;
  }

  private RetainedCheckpoint newestWhole() throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      throw Failure.wrongUse("--checkpoints " + checkpoints + ": there is no such folder");
    }
    List<RetainedCheckpoint> retained = RetainedCheckpoint.in(checkpoints);
    if (retained.isEmpty()) {
      throw Failure.because("no checkpoint in " + checkpoints);
    }
    try (TemporaryFolder scratch = TemporaryFolder.make("portrait-fall-back-")) {
      for (RetainedCheckpoint each : retained) {
        CheckpointFiles.Finding found = CheckpointFiles.check(each.folder(), scratch.path());
        String what = found.damage().map(damage -> "damaged  " + damage).orElse(whole(found));
        console.out().printf("chk-%-8d %s%n", each.number(), what);
        if (found.damage().isEmpty()) {
          return each;
        }
      }
    }
    throw Failure.because("no checkpoint of job " + retained.get(0).job() + " is whole");
  }

  private static String whole(CheckpointFiles.Finding found) {
    return "whole    %,d files, %,d bytes".formatted(found.files(), found.bytes());
  }

  private void putBack(Table table, String name, RetainedCheckpoint checkpoint) {
    Optional<Snapshot> first = TableRollback.firstAfter(table, checkpoint);
    if (first.isPresent() && !isCheck) {
      TableRollback.undo(table, first.get());
    }
    console
        .out()
        .printf(
            "%-16s %s%n",
            name,
            first.isEmpty()
                ? "as it was"
                : (isCheck ? "would lose what" : "loses what")
                    + " was committed since, to be written again");
  }
}
