package io.portrait.table;

import java.util.List;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;

/**
 * Every row of data files, each with whether it is deleted. Where rows are deleted by user id and
 * there are more users than fit in memory, files are read several times, for some of the users
 * each.
 */
public final class WrittenRows {

  private final Table table;
  private final TableFiles files;
  private final int mostUsers;

  /**
   * @param mostUsers who fit in memory, {@link DeletedRows#MOST_USERS} by default
   */
  public WrittenRows(Table table, TableFiles files, int mostUsers) {
    this.table = table;
    this.files = files;
    this.mostUsers = mostUsers;
  }

  /** What becomes of rows. */
  public interface Action {

    /**
     * A row.
     *
     * @param spec by which its file is partitioned
     * @param partition of its file
     * @param isDeleted whether it is no row of the table any more
     */
    void take(Record row, PartitionSpec spec, StructLike partition, boolean isDeleted);

    /** All rows of a file, of the users whose turn it is, have been taken. */
    default void endFile() {}
  }

  /** Hands over every row of some of the files, in their order. */
  public void forEach(List<DataFile> some, Action action) {
    DeletedPositions positions = DeletedPositions.of(table, files);
    DeletedRows deleted = DeletedRows.first(table, files, mostUsers);
    for (int part = 0; part < deleted.parts(); part++) {
      DeletedRows those = part == 0 ? deleted : deleted.part(part);
      for (DataFile file : some) {
        forEach(file, those, positions, action);
        action.endFile();
      }
    }
  }

  private void forEach(
      DataFile file, DeletedRows deleted, DeletedPositions positions, Action action) {
    PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
    StructLike partition = file.partition();
    boolean hasDeletes = !files.equalityDeletes().isEmpty();
    long[] position = new long[1];
    TableRows.forEach(
        table,
        file,
        table.schema(),
        row -> {
          long at = position[0]++;
          String user = hasDeletes ? (String) row.getField(DeletedRows.USER_ID) : "";
          if (!hasDeletes || deleted.isOfPart(user)) {
            action.take(
                row,
                spec,
                partition,
                positions.isDeleted(file.location(), at)
                    || deleted.isDeleted(user, file.dataSequenceNumber()));
          }
        });
  }
}
