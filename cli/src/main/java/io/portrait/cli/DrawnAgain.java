package io.portrait.cli;

import io.portrait.cli.status.Numbers;
import io.portrait.offline.OfflineTables;
import io.portrait.query.TableSnapshot;
import io.portrait.training.Manifest;
import io.portrait.training.TrainingSetRequest;
import io.portrait.training.TrainingSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/** {@code training-set --again}: the set of a manifest, from the snapshots that it names. */
final class DrawnAgain {

  private final Console console;
  private final WarehouseOptions options;
  private final long memoryBytes;
  private final Path file;
  private final Manifest first;
  private final List<String> remarks = new ArrayList<>();

  /**
   * Reads the manifest.
   *
   * @throws Failure if it cannot be read
   */
  DrawnAgain(Console console, WarehouseOptions options, long memoryBytes, Path file) {
    this.console = console;
    this.options = options;
    this.memoryBytes = memoryBytes;
    this.file = file;
    try {
      first = Manifest.fromJson(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw Failure.because("no such file: " + file, e);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(file + ": " + e.getMessage());
    }
  }

  /**
   * Draws the set, and says whether it is the same.
   *
   * @param out where it is kept; null for nowhere
   */
  int draw(@Nullable Path out) {
    checkLabels();
    Manifest second =
        options.inCatalog(catalog -> draw(catalog, out)).orElseThrow(TrainingSetCommand::noTable);
    remarks.forEach(console::complain);
    if (second.output().sha256().equals(first.output().sha256())) {
      console
          .out()
          .println(
              "the same bytes: "
                  + Numbers.count(second.rows().labels())
                  + " rows, SHA-256 "
                  + second.output().sha256());
      return Failure.DONE;
    }
    console.complain("other bytes: " + difference(second));
    return Failure.FAILED;
  }

  private Manifest draw(Catalog catalog, @Nullable Path out) {
    TrainingSetRequest request = first.request();
    TableSnapshot log = snapshot(catalog, OfflineTables.FEATURE_LOG);
    TableSnapshot labels =
        request.labelFile() == null ? snapshot(catalog, OfflineTables.LABELS) : null;
    Path beside = out == null ? file : out;
    return Queries.run(
        console,
        beside,
        memoryBytes,
        queries ->
            TrainingSetCommand.draw(
                queries,
                first.project(),
                UserNames.known(options.definition()),
                request,
                log,
                labels,
                out == null ? queries.folder().resolve("again." + first.output().format()) : out));
  }

  private TableSnapshot snapshot(Catalog catalog, String name) {
    Table table = TrainingSetCommand.table(catalog, first.project(), name);
    Long id = first.snapshots().get(name);
    if (id == null) {
      return new TableSnapshot(table, OptionalLong.empty());
    }
    if (table.snapshot(id) == null) {
      remarks.add(
          "snapshot "
              + id
              + " of "
              + name
              + " is gone, expired or because a user was erased: drawn from what there is now,"
              + " known by the same time");
      return TableSnapshot.current(table);
    }
    return new TableSnapshot(table, OptionalLong.of(id));
  }

  private void checkLabels() {
    String labels = first.labels().file();
    if (labels == null) {
      return;
    }
    try {
      if (!TrainingSets.sha256(Path.of(labels)).equals(first.labels().sha256())) {
        throw Failure.because(labels + " is not what it was: it has another SHA-256");
      }
    } catch (NoSuchFileException e) {
      throw Failure.because("no such file: " + labels, e);
    } catch (IOException e) {
      throw Failure.because(labels + " cannot be read: " + Failure.reason(e), e);
    }
  }

  private String difference(Manifest second) {
    List<String> words = new ArrayList<>();
    words.add(changed(first.rows().labels(), second.rows().labels(), "labels"));
    words.add(changed(first.rows().joined(), second.rows().joined(), "of them joined"));
    if (!first.engine().equals(second.engine())) {
      words.add("drawn by " + second.engine() + " instead of " + first.engine());
    }
    return String.join(", ", words);
  }

  private static String changed(long before, long after, String what) {
    return Numbers.count(after)
        + " "
        + what
        + (before == after ? "" : " instead of " + Numbers.count(before));
  }
}
