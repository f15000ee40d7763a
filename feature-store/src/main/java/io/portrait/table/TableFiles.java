package io.portrait.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;

/**
 * The live files of a snapshot, without their statistics: hundreds of bytes a file.
 *
 * @param snapshot whose they are
 * @param data with rows, deleted ones among them
 * @param candidates locations of those that a filter could not leave out
 * @param equalityDeletes with values of columns whose rows are deleted in older files
 * @param positionDeletes with files and positions in them
 */
public record TableFiles(
    Snapshot snapshot,
    List<DataFile> data,
    Set<String> candidates,
    List<DeleteFile> equalityDeletes,
    List<DeleteFile> positionDeletes) {

  /** Reads the manifests of a snapshot. */
  public static TableFiles of(Table table, Snapshot snapshot, Expression where) {
    InclusiveMetricsEvaluator evaluator = new InclusiveMetricsEvaluator(table.schema(), where);
    List<DataFile> data = new ArrayList<>();
    Set<String> candidates = new HashSet<>();
    List<DeleteFile> equality = new ArrayList<>();
    List<DeleteFile> positions = new ArrayList<>();
    for (ManifestFile manifest : snapshot.allManifests(table.io())) {
      if (manifest.content() == ManifestContent.DATA) {
        for (DataFile file : live(ManifestFiles.read(manifest, table.io(), table.specs()))) {
          if (evaluator.eval(file)) {
            candidates.add(file.location());
          }
          data.add(file.copyWithoutStats());
        }
      } else {
        for (DeleteFile file :
            live(ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()))) {
          boolean isEquality = file.content() == FileContent.EQUALITY_DELETES;
          (isEquality ? equality : positions).add(file.copyWithoutStats());
        }
      }
    }
    return new TableFiles(snapshot, data, candidates, equality, positions);
  }

  private static <F extends ContentFile<F>> List<F> live(ManifestReader<F> manifest) {
    List<F> files = new ArrayList<>();
    try (manifest) {
      // A reader gives the same object again and again.
      manifest.forEach(file -> files.add(file.copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
