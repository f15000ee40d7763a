package io.portrait.query;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** In which form the rows of a table are written to a file. */
public enum OutputFormat {
  /** Types as they are, lists and maps too; zstd. */
  PARQUET("(FORMAT parquet, COMPRESSION zstd)"),
  /** RFC 4180 with a header; times in ISO-8601, UTC; lists and maps as JSON; null is empty. */
  CSV("(FORMAT csv, HEADER, NULLSTR '')");

  private final String options;

  OutputFormat(String options) {
    this.options = options;
  }

  /**
   * By the ending of a file's name.
   *
   * @throws IllegalArgumentException if it is neither {@code .parquet} nor {@code .csv}
   */
  public static OutputFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      return PARQUET;
    }
    if (name.endsWith(".csv")) {
      return CSV;
    }
    throw new IllegalArgumentException("a file that ends in .parquet or .csv, not " + file);
  }

  /** {@code parquet} or {@code csv}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes columns of a table, in the order of its rows. The same rows give the same bytes,
   * whatever this machine has of cores: how rows are grouped depends on the number of threads.
   *
   * @param columns by name, with DuckDB's types of them
   */
  public void write(QueryEngine engine, String table, Map<String, String> columns, Path file) {
    String selected =
        columns.entrySet().stream()
            .map(column -> written(Sql.name(column.getKey()), column.getValue()))
            .collect(joining(", "));
    engine.executeOnOneThread(
        "COPY (SELECT %s FROM %s) TO %s %s"
            .formatted(selected, table, Sql.text(file.toAbsolutePath().toString()), options));
  }

  private String written(String name, String type) {
    if (this == PARQUET) {
      return name;
    }
    if (type.startsWith("TIMESTAMP")) {
      return "strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ') AS %s".formatted(name, name);
    }
    return type.endsWith("[]") || type.startsWith("MAP")
        ? "to_json(%s) AS %s".formatted(name, name)
        : name;
  }
}
