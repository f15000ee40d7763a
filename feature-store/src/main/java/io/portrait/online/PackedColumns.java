package io.portrait.online;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the wanted columns of a packed row, and passes over the others. */
final class PackedColumns {

  private PackedColumns() {}

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException if its bytes are damaged
   */
  static SelectedRow read(String userId, RowHeader header, byte[] bytes, ColumnPlaces places) {
    try {
      return read(userId, header, new MessagePackCursor(bytes, RowHeader.LENGTH), places);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the row is damaged: it ends too early", e);
    }
  }

  private static SelectedRow read(
      String userId, RowHeader header, MessagePackCursor cursor, ColumnPlaces places) {
    int columns = cursor.array();
    if (columns != places.size()) {
      throw new IllegalArgumentException("the row has " + columns + " columns, not its schema's");
    }
    SelectedRow row = places.newRow(userId, header);
    int last = columns - 1; // _partial_until, in every row
    for (int place = 0; place < last; place++) {
      int passed = Math.min(places.passed(place), last - place);
      if (passed > 0) {
        cursor.skip(passed);
        place += passed - 1;
      } else if (cursor.nil()) {
        row.setNull(places.slot(place));
      } else {
        value(cursor, places, place, row);
      }
    }
    partialUntil(cursor, places, row, places.slot(last));
    return row;
  }

  private static void value(
      MessagePackCursor cursor, ColumnPlaces places, int place, SelectedRow row) {
    int slot = places.slot(place);
    switch (places.type(place)) {
      case LONG -> row.setNumber(slot, places.whole(place, cursor.integer()));
      case TIMESTAMP -> row.setNumber(slot, cursor.integer());
      case DOUBLE -> row.setNumber(slot, Double.doubleToRawLongBits(cursor.real()));
      case STRING -> row.setObject(slot, cursor.text());
      case STRING_LIST -> row.setObject(slot, texts(cursor));
      case LONG_MAP -> row.setObject(slot, numbers(cursor));
    }
  }

  private static void partialUntil(
      MessagePackCursor cursor, ColumnPlaces places, SelectedRow row, int slot) {
    if (slot != ColumnPlaces.NOT_WANTED) {
      Map<String, Long> all = numbers(cursor);
      row.setObject(slot, all);
      all.forEach((name, until) -> places.partialUntil(row, name, until));
      return;
    }
    for (int left = cursor.map(); left > 0; left--) {
      places.partialUntil(row, cursor.text(), cursor.integer());
    }
  }

  private static List<String> texts(MessagePackCursor cursor) {
    String[] texts = new String[cursor.array()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = cursor.text();
    }
    return Collections.unmodifiableList(Arrays.asList(texts));
  }

  private static Map<String, Long> numbers(MessagePackCursor cursor) {
    int size = cursor.map();
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      numbers.put(cursor.text(), cursor.integer());
    }
    return Collections.unmodifiableMap(numbers);
  }
}
