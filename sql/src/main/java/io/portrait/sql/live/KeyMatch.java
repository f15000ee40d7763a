package io.portrait.sql.live;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Compares what a join asks of a profile beside its user: Flink makes a key of every column that
 * must equal something, {@code p.segment = 3} among them.
 */
final class KeyMatch implements Serializable {

  private static final long serialVersionUID = 1L;

  private record Part(RowData.FieldGetter inKey, RowData.FieldGetter inRow)
      implements Serializable {}

  private final ArrayList<Part> parts;

  private KeyMatch(List<Part> parts) {
    this.parts = new ArrayList<>(parts);
  }

  /**
   * A comparison of all keys but one.
   *
   * @param row what a profile looks like
   * @param keys columns of it, in the order of a key
   * @param user the key that is the user
   */
  static KeyMatch of(RowType row, int[] keys, int user) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      if (i != user) {
        LogicalType type = row.getTypeAt(keys[i]).copy(true);
        parts.add(
            new Part(RowData.createFieldGetter(type, i), RowData.createFieldGetter(type, keys[i])));
      }
    }
    return new KeyMatch(parts);
  }

  /** Whether a profile has what a key asks for; null equals nothing. */
  boolean test(RowData key, RowData row) {
    for (Part part : parts) {
      Object wanted = part.inKey().getFieldOrNull(key);
      if (wanted == null || !Objects.equals(wanted, part.inRow().getFieldOrNull(row))) {
        return false;
      }
    }
    return true;
  }
}
