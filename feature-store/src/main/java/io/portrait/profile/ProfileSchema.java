package io.portrait.profile;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import java.util.ArrayList;
import java.util.List;

/**
 * What the columns of a row are, in the order in which they are stored.
 *
 * @param computed the columns of {@link Definition#columns()}
 */
public record ProfileSchema(List<Column> computed) {

  /** The columns that follow the computed ones in every row. */
  public static final List<Column> FIXED =
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

  public ProfileSchema {
    computed = List.copyOf(computed);
  }

  /** The schema of a definition file. */
  public static ProfileSchema of(Definition definition) {
    return new ProfileSchema(definition.columns());
  }

  /** Every column: computed, then fixed. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>(computed);
    columns.addAll(FIXED);
    return columns;
  }
}
