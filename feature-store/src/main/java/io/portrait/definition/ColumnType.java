package io.portrait.definition;

/** The types a profile column may have, the same in Redis, Iceberg and JSON. */
public enum ColumnType {
  /** A whole number, exact to 2^53 where it is computed and to 2^63 where it is stored. */
  LONG,
  /** A finite double. */
  DOUBLE,
  /** Text. */
  STRING,
  /** Milliseconds since 1970 UTC, a long. */
  TIMESTAMP,
  /** A list of texts. */
  STRING_LIST,
  /** Text to whole number. */
  LONG_MAP;

  /** Whether {@link Values} keeps it as a double. */
  public boolean isNumber() {
    return this == LONG || this == DOUBLE || this == TIMESTAMP;
  }
}
