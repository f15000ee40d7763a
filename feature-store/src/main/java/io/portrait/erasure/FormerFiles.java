package io.portrait.erasure;

import io.portrait.table.KnownFiles;
import io.portrait.table.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.jspecify.annotations.Nullable;

/** Files that only earlier snapshots of a table have. */
final class FormerFiles {

  private final Table table;
  private final RowRule rule;
  private final InclusiveMetricsEvaluator evaluator;
  private final Set<String> seenManifests = new HashSet<>();
  private final Set<String> seenFiles = new HashSet<>();

  FormerFiles(Table table, RowRule rule) {
    this.table = table;
    this.rule = rule;
    evaluator = new InclusiveMetricsEvaluator(table.schema(), rule.where());
  }

  /** Whether one of them holds a user who is to be erased; reads no further than the first. */
  boolean holdUsers() {
    Snapshot current = table.currentSnapshot();
    for (ManifestFile manifest : current.allManifests(table.io())) {
      seenManifests.add(manifest.path());
      try (var paths = KnownFiles.filesOf(manifest, table)) {
        paths.forEach(seenFiles::add);
      } catch (IOException e) {
        throw new UncheckedIOException(manifest.path() + ": " + e.getMessage(), e);
      }
    }
    for (Snapshot snapshot : before()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (seenManifests.add(manifest.path()) && holdsUsers(manifest)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Snapshots after which files were no longer the table's: nearly none, where a look into each of
   * all snapshots would read a file a checkpoint.
   */
  private List<Snapshot> before() {
    List<Snapshot> before = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      Map<String, String> summary = snapshot.summary();
      boolean drops =
          summary.containsKey(SnapshotSummary.DELETED_FILES_PROP)
              || summary.containsKey(SnapshotSummary.REMOVED_DELETE_FILES_PROP);
      @Nullable Long parent = snapshot.parentId();
      @Nullable Snapshot last = drops && parent != null ? table.snapshot(parent) : null;
      if (last != null) {
        before.add(last);
      }
    }
    return before;
  }

  private boolean holdsUsers(ManifestFile manifest) {
    if (manifest.content() == ManifestContent.DATA) {
      return any(
          ManifestFiles.read(manifest, table.io(), table.specs()),
          (DataFile file) ->
              evaluator.eval(file) && TableRows.any(table, file, rule.columns(), rule::concerns));
    }
    return any(
        ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()),
        (DeleteFile file) ->
            file.content() == FileContent.EQUALITY_DELETES
                && TableRows.any(
                    table,
                    file,
                    Set.of(RowsOfUsers.USER_ID),
                    row -> rule.isNamed((String) row.get(0))));
  }

  private <F extends ContentFile<F>> boolean any(
      ManifestReader<F> manifest, java.util.function.Predicate<F> holds) {
    try (manifest) {
      for (F file : manifest) {
        if (seenFiles.add(file.location()) && holds.test(file)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("table " + table.name() + ": " + e.getMessage(), e);
    }
  }
}
