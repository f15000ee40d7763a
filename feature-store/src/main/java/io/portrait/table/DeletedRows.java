package io.portrait.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a table's data files are deleted by equality of the user id. Reads every delete
 * file once, where Iceberg's own reader reads, for each data file, all that came after it: of a
 * table with a commit every ten seconds that is millions of files a day.
 *
 * <p>So that memory stays bounded it may be asked of a part of the users at a time only.
 */
public final class DeletedRows {

  /** So many users are known at once: about 250 MB. */
  public static final int MOST_USERS = 2_000_000;

  /** The column by which rows are deleted. */
  public static final String USER_ID = "user_id";

  private final Table table;
  private final TableFiles files;
  private final int parts;
  private final int part;

  /** By user the latest sequence number at which all rows before were deleted. */
  private final Map<String, Long> deletedUntil = new HashMap<>();

  private DeletedRows(Table table, TableFiles files, int parts, int part) {
    this.table = table;
    this.files = files;
    this.parts = parts;
    this.part = part;
  }

  /**
   * The first part of as many as it takes.
   *
   * @param mostUsers who fit in memory
   * @throws IllegalStateException if rows are deleted by anything but the user id; one line
   */
  public static DeletedRows first(Table table, TableFiles files, int mostUsers) {
    for (DeleteFile file : files.equalityDeletes()) {
      int userId = table.schema().findField(USER_ID).fieldId();
      if (!List.of(userId).equals(file.equalityFieldIds())) {
        throw new IllegalStateException(
            "table "
                + table.name()
                + " deletes rows by other columns than user_id: rewrite its data files first");
      }
    }
    for (int parts = 1; ; parts *= 2) {
      DeletedRows deleted = new DeletedRows(table, files, parts, 0);
      if (deleted.load(mostUsers)) {
        return deleted;
      }
    }
  }

  /** How many parts there are. */
  public int parts() {
    return parts;
  }

  /** Another part. */
  public DeletedRows part(int number) {
    DeletedRows other = new DeletedRows(table, files, parts, number);
    other.load(Integer.MAX_VALUE);
    return other;
  }

  /** Whether rows of this user are asked of this part. */
  public boolean isOfPart(String userId) {
    return Math.floorMod(userId.hashCode(), parts) == part;
  }

  /** Whether a row of a user, in a file with this sequence number, is deleted by equality. */
  public boolean isDeleted(String userId, long sequenceNumber) {
    @Nullable Long until = deletedUntil.get(userId);
    return until != null && sequenceNumber < until;
  }

  private boolean load(int mostUsers) {
    if (files.equalityDeletes().isEmpty()) {
      return true;
    }
    Schema userId = userId(table);
    for (DeleteFile file : files.equalityDeletes()) {
      TableRows.forEach(
          table,
          file,
          userId,
          row -> {
            String user = (String) row.get(0);
            if (isOfPart(user)) {
              deletedUntil.merge(user, file.dataSequenceNumber(), Math::max);
            }
          });
      if (deletedUntil.size() > mostUsers) {
        return false;
      }
    }
    return true;
  }

  /** The column that tells users apart, alone. */
  public static Schema userId(Table table) {
    Types.NestedField field = table.schema().findField(USER_ID);
    return new Schema(field);
  }
}
