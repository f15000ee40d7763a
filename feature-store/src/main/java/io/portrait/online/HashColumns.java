package io.portrait.online;

import io.portrait.definition.FixedColumns;
import java.util.List;
import java.util.Map;

/** Reads the wanted columns of a row that is a hash. */
final class HashColumns {

  private HashColumns() {}

  /**
   * Reads a row.
   *
   * @param fields of the hash, names to values
   * @throws IllegalArgumentException if a field is not what {@link HashRow} writes
   */
  static SelectedRow read(
      String userId, RowHeader header, Map<String, String> fields, ColumnPlaces places) {
    SelectedRow row = places.newRow(userId, header);
    for (int place = 0; place < places.size(); place++) {
      int slot = places.slot(place);
      if (slot == ColumnPlaces.NOT_WANTED) {
        continue;
      }
      String value = fields.get(places.name(place));
      if (value == null) {
        row.setNull(slot);
      } else {
        value(value, places, place, row);
      }
    }
    Map<String, Long> partialUntil =
        HashRowReader.numbers(fields.getOrDefault("_partial_until", "{}"));
    partialUntil.forEach((name, until) -> places.partialUntil(row, name, until));
    return row;
  }

  private static void value(String value, ColumnPlaces places, int place, SelectedRow row) {
    int slot = places.slot(place);
    switch (places.type(place)) {
      case LONG -> row.setNumber(slot, places.whole(place, whole(value, places, place)));
      case TIMESTAMP -> row.setNumber(slot, whole(value, places, place));
      case DOUBLE -> row.setNumber(slot, Double.doubleToRawLongBits(Double.parseDouble(value)));
      case STRING -> row.setObject(slot, value);
      case STRING_LIST -> row.setObject(slot, List.copyOf(HashRowReader.texts(value)));
      case LONG_MAP -> row.setObject(slot, Map.copyOf(HashRowReader.numbers(value)));
    }
  }

  /** What is computed is a double, and beyond 2^53 its text only the shortest that says which. */
  private static long whole(String value, ColumnPlaces places, int place) {
    return place < places.size() - FixedColumns.ALL.size()
        ? (long) Double.parseDouble(value)
        : Long.parseLong(value);
  }
}
