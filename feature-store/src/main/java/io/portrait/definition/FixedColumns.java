package io.portrait.definition;

import java.util.List;

/** The columns every profile has after its computed ones; no feature may take their names. */
public final class FixedColumns {

  /** In the order in which they are stored. */
  public static final List<Column> ALL =
      List.of(
          new Column("segment", ColumnType.LONG, ""),
          new Column("churn_probability", ColumnType.DOUBLE, "probability"),
          new Column("churn_reasons", ColumnType.STRING_LIST, ""),
          new Column("tags", ColumnType.STRING_LIST, ""),
          new Column("_as_of", ColumnType.TIMESTAMP, "ms"),
          new Column("_written_at", ColumnType.TIMESTAMP, "ms"),
          new Column("_generation", ColumnType.LONG, ""),
          new Column("_events", ColumnType.LONG, "events"),
          new Column("_definitions", ColumnType.STRING, ""),
          new Column("_models", ColumnType.LONG_MAP, ""),
          new Column("_status", ColumnType.STRING, ""),
          new Column("_partial_until", ColumnType.LONG_MAP, "ms"));

  private FixedColumns() {}
}
