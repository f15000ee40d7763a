package io.portrait.query;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Puts rows into a table of the engine, the values of each in the order of its columns. */
public final class RowWriter implements AutoCloseable {

  private final DuckDBConnection connection;
  private final DuckDBAppender appender;

  /** Takes both over. */
  RowWriter(DuckDBConnection connection, DuckDBAppender appender) {
    this.connection = connection;
    this.appender = appender;
  }

  /** Begins a row. */
  public RowWriter begin() {
    return then(appender::beginRow);
  }

  /** Adds a whole number. */
  public RowWriter add(long value) {
    return then(() -> appender.append(value));
  }

  /** Adds a number. */
  public RowWriter add(double value) {
    return then(() -> appender.append(value));
  }

  /** Adds a text. */
  public RowWriter add(String value) {
    return then(() -> appender.append(value));
  }

  /** Adds a time. */
  public RowWriter addMillis(long millis) {
    return then(() -> appender.append(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC)));
  }

  /** Ends the row. */
  public void end() {
    then(appender::endRow);
  }

  /** Makes the rows visible. */
  @Override
  public void close() {
    then(appender::close);
    then(connection::close);
  }

  private RowWriter then(Step step) {
    try {
      step.run();
      return this;
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }
}
