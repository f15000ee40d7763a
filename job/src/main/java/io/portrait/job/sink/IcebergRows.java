package io.portrait.job.sink;

import io.portrait.definition.Column;
import io.portrait.event.RejectedEvent;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes profiles as rows of a table, compiled once to one small function per column of the table,
 * in the table's order. A column that the profile does not know (of a feature that the definition
 * file no longer has) is null.
 */
final class IcebergRows implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What one column holds of a profile, as Flink's tables keep it inside. */
  @FunctionalInterface
  interface Cell extends Serializable {
    @Nullable Object of(ProfileRow row);
  }

  private static final Cell ALWAYS_NULL = row -> null;

  /** The columns that every profile has, by the names of the offline tables. */
  private static final Map<String, Cell> FIXED =
      Map.ofEntries(
          Map.entry("user_id", row -> StringData.fromString(row.userId())),
          Map.entry("as_of", row -> TimestampData.fromEpochMillis(row.version().asOf())),
          Map.entry("known_at", row -> TimestampData.fromEpochMillis(row.writtenAt())),
          Map.entry("generation", row -> row.version().generation()),
          Map.entry("events", row -> row.version().events()),
          Map.entry("definitions", row -> StringData.fromString(row.definitions())),
          Map.entry("status", row -> StringData.fromString(row.status())),
          Map.entry("embedding", row -> floats(row.embedding())),
          Map.entry("segment", ProfileRow::segment),
          Map.entry("churn_probability", row -> number(row.churnProbability())),
          Map.entry("churn_reasons", row -> texts(row.churnReasons())),
          Map.entry("tags", row -> texts(row.tags())),
          Map.entry("models", row -> longs(row.models())),
          Map.entry("partial_until", row -> longs(row.partialUntil())));

  private final Cell[] cells;
  private final boolean[] required;

  private IcebergRows(Cell[] cells, boolean[] required) {
    this.cells = cells;
    this.required = required;
  }

  /** For a table, and the profiles of a definition file. */
  static IcebergRows of(Schema table, ProfileSchema profile) {
    Map<String, Cell> known = new HashMap<>();
    for (int slot = 0; slot < profile.computed().size(); slot++) {
      Column column = profile.computed().get(slot);
      known.put(column.name(), computed(column, slot));
    }
    known.putAll(FIXED);

    List<Types.NestedField> columns = table.columns();
    Cell[] cells = new Cell[columns.size()];
    boolean[] required = new boolean[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = known.getOrDefault(columns.get(i).name(), ALWAYS_NULL);
      required[i] = columns.get(i).isRequired();
    }
    return new IcebergRows(cells, required);
  }

  /** The update's row: to be deleted where the user is gone, else to be written. */
  RowData of(ProfileUpdate update) {
    boolean gone = update.isFarewell();
    GenericRowData row = new GenericRowData(gone ? RowKind.DELETE : RowKind.INSERT, cells.length);
    for (int i = 0; i < cells.length; i++) {
      // Of a user who is gone the values mean nothing; what must not be null stands.
      row.setField(i, gone && !required[i] ? null : cells[i].of(update.row()));
    }
    return row;
  }

  /** A rejected event's row, in the order of its table, which never changes. */
  static RowData of(RejectedEvent event, long rejectedAtMillis) {
    return GenericRowData.of(
        TimestampData.fromEpochMillis(rejectedAtMillis),
        StringData.fromString(event.origin().topic()),
        event.origin().partition(),
        event.origin().offset(),
        StringData.fromString(event.reason().label()),
        StringData.fromString(event.detail()),
        event.raw());
  }

  private static Cell computed(Column column, int slot) {
    return switch (column.type()) {
      case LONG -> row -> whole(row.values().number(slot));
      case DOUBLE -> row -> number(row.values().number(slot));
      case TIMESTAMP -> row -> time(row.values().number(slot));
      case STRING -> row -> StringData.fromString(row.values().text(slot));
      case STRING_LIST -> row -> texts(row.values().texts(slot));
      case LONG_MAP ->
          throw new IllegalArgumentException(
              "column " + column.name() + ": a computed column cannot be a map");
    };
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static @Nullable Long whole(double value) {
    return Double.isNaN(value) ? null : (long) value;
  }

  private static @Nullable TimestampData time(double millis) {
    return Double.isNaN(millis) ? null : TimestampData.fromEpochMillis((long) millis);
  }

  private static @Nullable ArrayData floats(float @Nullable [] values) {
    return values == null ? null : new GenericArrayData(values);
  }

  private static @Nullable ArrayData texts(@Nullable List<String> values) {
    return values == null
        ? null
        : new GenericArrayData(values.stream().map(StringData::fromString).toArray());
  }

  private static MapData longs(Map<String, Long> values) {
    Map<StringData, Long> converted = new HashMap<>();
    values.forEach((name, value) -> converted.put(StringData.fromString(name), value));
    return new GenericMapData(converted);
  }
}
