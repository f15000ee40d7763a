package io.portrait.sql.live;

import io.portrait.client.PreparedView;
import io.portrait.client.Profile;
import io.portrait.client.ProfileClient;
import io.portrait.definition.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Profiles as rows: those columns that were asked for, named and typed as in the table {@code
 * profiles}. A column that no profile has, of a feature that went, is null. Thread-safe.
 */
final class LiveRows {

  /** Column of a profile that is always there, to be asked for where no other one is. */
  private static final String ANY = "_as_of";

  private final PreparedView view;

  /** Of each column of a row what the view calls it; null where it has none. */
  private final List<Cell> cells;

  private interface Cell {
    @Nullable Object of(Profile profile);
  }

  private LiveRows(PreparedView view, List<Cell> cells) {
    this.view = view;
    this.cells = cells;
  }

  /**
   * Resolves columns.
   *
   * @throws LiveException if the table gives a column another type than profiles have
   * @throws io.portrait.online.OnlineStoreException if Redis cannot be reached, refuses, or has no
   *     profiles yet
   */
  static LiveRows of(RowType wanted, ProfileClient client) {
    Map<String, Column> known = new HashMap<>();
    client.prepareAll().schema().forEach(column -> known.put(ColumnNames.inTables(column), column));
    List<String> asked = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    for (RowType.RowField field : wanted.getFields()) {
      Column column = known.get(field.getName());
      if (field.getName().equals(LiveTableSource.USER_ID)) {
        cells.add(profile -> StringData.fromString(profile.userId()));
      } else if (column == null) {
        cells.add(profile -> null);
      } else {
        ColumnTypes.check(field, column);
        asked.add(column.name());
        cells.add(profile -> ColumnTypes.internal(profile.value(column.name())));
      }
    }
    return new LiveRows(client.prepare(asked.isEmpty() ? List.of(ANY) : asked), cells);
  }

  /** What to fetch profiles by. */
  PreparedView view() {
    return view;
  }

  /**
   * A profile's row.
   *
   * @throws LiveException if it could not be read
   */
  RowData of(Profile profile) {
    if (!profile.found()) {
      throw new LiveException("the profile of " + profile.userId() + ": " + profile.error());
    }
    GenericRowData row = new GenericRowData(cells.size());
    for (int i = 0; i < cells.size(); i++) {
      row.setField(i, cells.get(i).of(profile));
    }
    return row;
  }

  /** Whether there is a row, or should be one. */
  static boolean isThere(Profile profile) {
    return profile.found() || !profile.error().isEmpty();
  }
}
