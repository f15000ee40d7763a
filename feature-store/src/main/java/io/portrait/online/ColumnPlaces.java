package io.portrait.online;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.profile.ProfileSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the columns of rows of one schema go in a {@link Selection}: the same for all its rows. */
final class ColumnPlaces {

  static final int NOT_WANTED = -1;

  private final List<Column> columns;
  private final ColumnType[] types;
  private final int[] slots;

  /** Per column nobody wants, how many such follow one another from there on. */
  private final int[] passed;

  /** Whether a whole number is to become a real one. */
  private final boolean[] widened;

  private final Map<String, Integer> slotByName = new HashMap<>();
  private final List<Integer> unreadable = new ArrayList<>();
  private final int selected;
  private String error = "";

  ColumnPlaces(ProfileSchema schema, Selection selection) {
    columns = schema.columns();
    selected = selection.columns().size();
    types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
    slots = new int[types.length];
    Arrays.fill(slots, NOT_WANTED);
    widened = new boolean[types.length];
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < types.length; place++) {
      places.put(columns.get(place).name(), place);
    }
    for (int slot = 0; slot < selected; slot++) {
      Column wanted = selection.columns().get(slot);
      Integer place = places.get(wanted.name());
      if (slot == selection.embeddingSlot()) {
        slotByName.put(wanted.name(), slot); // it may be partial like any column
      } else if (place != null) {
        put(wanted, slot, place);
      }
    }
    passed = new int[types.length];
    for (int place = types.length - 1; place >= 0; place--) {
      boolean isLast = place == types.length - 1;
      passed[place] = slots[place] != NOT_WANTED ? 0 : 1 + (isLast ? 0 : passed[place + 1]);
    }
  }

  private void put(Column wanted, int slot, int place) {
    slotByName.put(wanted.name(), slot);
    widened[place] = wanted.type() == ColumnType.DOUBLE && types[place] == ColumnType.LONG;
    if (widened[place] || wanted.type() == types[place]) {
      slots[place] = slot;
    } else {
      unreadable.add(slot);
      error =
          "the row is of another definition file, where '" + wanted.name() + "' is another type";
    }
  }

  /** A row with nothing in it yet. */
  SelectedRow newRow(String userId, RowHeader header) {
    SelectedRow row = SelectedRow.found(userId, header.version(), error, selected);
    for (int slot : unreadable) {
      row.setUnreadable(slot);
    }
    return row;
  }

  /** How many columns a row of the schema has. */
  int size() {
    return types.length;
  }

  String name(int place) {
    return columns.get(place).name();
  }

  ColumnType type(int place) {
    return types[place];
  }

  /** Where the column goes; {@link #NOT_WANTED}. */
  int slot(int place) {
    return slots[place];
  }

  /** How many columns nobody wants follow one another from here on. */
  int passed(int place) {
    return passed[place];
  }

  /** A whole number as the selection wants it. */
  long whole(int place, long number) {
    return widened[place] ? Double.doubleToRawLongBits((double) number) : number;
  }

  /** Says of a column, if it is wanted, when its window will be covered. */
  void partialUntil(SelectedRow row, String name, long millis) {
    Integer slot = slotByName.get(name);
    if (slot != null) {
      row.setPartialUntil(slot, millis);
    }
  }
}
