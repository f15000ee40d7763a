package io.portrait.sql.live;

import io.portrait.definition.Column;

/**
 * Columns are called as in the offline tables, so that a query can go from one to the other:
 * without the leading underscore that keeps a profile's own columns apart from the user's, and
 * {@code _written_at} is {@code known_at}.
 */
final class ColumnNames {

  private ColumnNames() {}

  /** What the tables call a column of a profile. */
  static String inTables(Column column) {
    String name = column.name();
    if (name.equals("_written_at")) {
      return "known_at";
    }
    return name.startsWith("_") ? name.substring(1) : name;
  }
}
