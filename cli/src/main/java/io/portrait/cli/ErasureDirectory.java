package io.portrait.cli;

import io.portrait.cli.erase.FolderSearch;
import io.portrait.cli.erase.Place;
import io.portrait.erasure.ByteSearch;
import io.portrait.erasure.TableReport.Remaining;
import io.portrait.offline.OfflineCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a data directory holds of erased users beside its tables, and why. */
final class ErasureDirectory {

  private final Path root;
  private final boolean deleteSavepoints;

  /**
   * Of a data directory.
   *
   * @param deleteSavepoints whether those that hold a user are to go, where that is safe
   */
  ErasureDirectory(Path dataDirectory, boolean deleteSavepoints) {
    root = dataDirectory.toAbsolutePath().normalize();
    this.deleteSavepoints = deleteSavepoints;
  }

  /**
   * Refuses a copy of a data directory: Iceberg knows its files by their whole path, so that the
   * tables of a copy are those of the original.
   *
   * @throws Failure if a table of the project lies elsewhere
   */
  void requireOwnTables(String project) {
    Path warehouse = root.resolve("warehouse");
    if (!Files.exists(warehouse)) {
      return;
    }
    ErasureSteps.inWarehouse(
        OfflineCatalog.local(warehouse),
        catalog -> {
          for (TableIdentifier table : catalog.listTables(Namespace.of(project))) {
            requireWithin(warehouse, catalog.loadTable(table).location());
          }
          return true;
        });
  }

  private void requireWithin(Path warehouse, String location) {
    Path table = Path.of(location.replaceFirst("^file:/+", "/"));
    try {
      if (table.toRealPath().startsWith(warehouse.toRealPath())) {
        return;
      }
    } catch (IOException e) {
      // What cannot be looked at is not here either.
    }
    throw Failure.because(
        root + " is a copy: its tables are those in " + table + "; erase where they are");
  }

  /** Deletes the copies of embeddings by user: the next {@code similar} makes them anew. */
  void deleteIndex() {
    Folders.delete(root.resolve(DataDirectory.SIMILAR));
  }

  /**
   * Reads every file but the tables', whose own search sees through compression, and the topics'.
   *
   * @param isRunning whether a job writes here meanwhile: what its files still hold is no failure
   * @param mayDelete whether savepoints that hold a user go, if that is wished for
   */
  Place search(List<String> ids, boolean isRunning, boolean mayDelete) {
    ByteSearch bytes = new ByteSearch(Set.copyOf(ids));
    FolderSearch search = new FolderSearch(bytes);
    List<Remaining> remaining = new ArrayList<>();
    long deleted = 0;
    for (Path entry : Folders.entries(root)) {
      String name = entry.getFileName().toString();
      if (name.equals("warehouse") || name.equals("kafka")) {
        continue;
      }
      List<Path> holding = search.holding(entry);
      if (holding.isEmpty()) {
        continue;
      }
      if (name.equals("savepoints") && mayDelete && deleteSavepoints && isSafe()) {
        for (Path savepoint : savepointsOf(holding)) {
          Folders.delete(savepoint);
          deleted++;
        }
      } else {
        remaining.add(why(name, holding, isRunning));
      }
    }
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("files_searched", search.files());
    done.put("bytes_searched", search.bytes());
    done.put("savepoints_deleted", deleted);
    if (bytes.tooShort() > 0) {
      done.put("ids_too_short_to_look_for", bytes.tooShort());
    }
    return new Place("data directory", done, Instant.now(), remaining);
  }

  private Remaining why(String name, List<Path> holding, boolean isRunning) {
    String what =
        root.relativize(holding.get(0))
            + (holding.size() > 1 ? " and " + (holding.size() - 1) + " more" : "");
    return switch (name) {
      case "checkpoints" ->
          new Remaining(
              what,
              "RocksDB keeps deleted keys in its files for a while; up stops with a savepoint that"
                  + " is free of them",
              null,
              !isRunning);
      case "savepoints" ->
          new Remaining(
              what,
              "from before; up deletes it when it stops, --delete-savepoints does now",
              null,
              !isRunning);
      case "logs" -> new Remaining(what, "log lines; delete them if you like", null, false);
      case "temporary" ->
          new Remaining(
              what,
              "the running job's working files: RocksDB keeps deleted keys in them for a while; they"
                  + " go when up stops",
              null,
              !isRunning);
      case "redis", DataDirectory.SIMILAR ->
          new Remaining(what, "written by this version's own parts", null, true);
      default -> new Remaining(what, "a file that no part of Portrait rewrites", null, false);
    };
  }

  /** Only while there is something newer to go on from. */
  private boolean isSafe() {
    return DataDirectory.resumePoint(root)
        .filter(point -> point.startsWith(root.resolve("checkpoints")))
        .isPresent();
  }

  private List<Path> savepointsOf(List<Path> holding) {
    Path all = root.resolve("savepoints");
    return holding.stream()
        .map(file -> all.resolve(all.relativize(file).getName(0)))
        .distinct()
        .toList();
  }
}
