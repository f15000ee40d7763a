package io.portrait.table;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a table's data files are deleted by their position: those that were written twice
 * between two checkpoints, few. A bit a row, of files that have any.
 */
public final class DeletedPositions {

  private final Map<String, BitSet> positions = new HashMap<>();

  /**
   * Reads all delete files by position.
   *
   * @throws IllegalStateException if one is a deletion vector, which tables of format 2 do not have
   */
  public static DeletedPositions of(Table table, TableFiles files) {
    DeletedPositions deleted = new DeletedPositions();
    for (DeleteFile file : files.positionDeletes()) {
      if (file.format() == FileFormat.PUFFIN) {
        throw new IllegalStateException(
            "table " + table.name() + " has deletion vectors: rewrite its data files first");
      }
      TableRows.forEach(
          table,
          file,
          DeleteSchemaUtil.pathPosSchema(),
          row ->
              deleted
                  .positions
                  .computeIfAbsent(row.get(0).toString(), path -> new BitSet())
                  .set(Math.toIntExact((long) row.get(1))));
    }
    return deleted;
  }

  /** Whether the row at a position, from 0, of a file is deleted. */
  public boolean isDeleted(String location, long position) {
    @Nullable BitSet deleted = positions.get(location);
    return deleted != null && deleted.get(Math.toIntExact(position));
  }
}
