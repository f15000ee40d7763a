package io.portrait.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How names, values and types are written in DuckDB's SQL. */
public final class Sql {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** DuckDB's keywords that cannot be a column's name as they are, by {@code duckdb_keywords()}. */
  static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric both case cast check collate column columns"
                  + " constraint create default deferrable desc describe distinct do else end except"
                  + " false fetch for foreign from group having in initially intersect into lambda"
                  + " lateral leading limit not null offset on only or order pivot pivot_longer"
                  + " pivot_wider placing primary qualify references returning select show some"
                  + " summarize symmetric table then to trailing true union unique unpivot using"
                  + " variadic when where window with"
                  + " anti asof at authorization binary collation concurrently cross freeze full"
                  + " generated glob ilike inner is isnull join left like map natural notnull outer"
                  + " overlaps positional right semi similar struct tablesample try_cast unpack"
                  + " verbose")
              .split(" "));

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Duration DAY = Duration.ofDays(1);

  private Sql() {}

  /** A name, in quotes only where it needs them. */
  public static String name(String name) {
    return PLAIN.matcher(name).matches() && !RESERVED.contains(name)
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as a literal. */
  public static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A time as a literal, to the microsecond: what is finer is cut off. */
  public static String time(Instant time) {
    return "TIMESTAMPTZ '" + TIME.format(time).replaceFirst("\\.?0+$", "") + "+00'";
  }

  /** A length of time as a literal, to the millisecond. */
  public static String interval(Duration length) {
    return length.toMillis() % DAY.toMillis() == 0
        ? "INTERVAL " + length.toDays() + " DAY"
        : "INTERVAL " + length.toMillis() + " MILLISECOND";
  }

  /**
   * DuckDB's type of the values of an Iceberg type.
   *
   * @throws IllegalArgumentException if no table of Portrait has it
   */
  public static String type(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case STRING -> "VARCHAR";
      case BINARY -> "BLOB";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMPTZ" : "TIMESTAMP";
      case LIST -> type(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP("
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ")";
      default -> throw new IllegalArgumentException("no column of an offline table holds " + type);
    };
  }
}
