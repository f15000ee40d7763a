package io.portrait.query;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB inside this process: one connection to a database in a folder of its own, where it also
 * puts what does not fit into memory. Times are UTC, and nothing is ever fetched from elsewhere.
 * For one thread; {@link #cancel} and {@link #percentDone} may be called by others.
 */
public final class QueryEngine implements AutoCloseable {

  /** DuckDB asks for less memory than this in vain. */
  private static final long LEAST_MEMORY = 128L << 20;

  private final DuckDBConnection connection;
  private volatile @Nullable DuckDBPreparedStatement running;
  private volatile boolean cancelled;
  private boolean locked;

  private QueryEngine(DuckDBConnection connection) {
    this.connection = connection;
  }

  /**
   * Opens an empty database.
   *
   * @param folder that is there, for this engine alone; what it leaves there may be deleted
   * @param memoryBytes the most it may take, outside of Java's heap
   * @throws QueryException if it cannot be opened
   */
  public static QueryEngine open(Path folder, long memoryBytes) {
    Properties settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    // Else a result lies in memory as a whole before its first row is read.
    settings.setProperty("jdbc_stream_results", "true");
    QueryEngine engine;
    try {
      engine =
          new QueryEngine(
              (DuckDBConnection)
                  DriverManager.getConnection(
                      "jdbc:duckdb:" + folder.toAbsolutePath().resolve("work.duckdb"), settings));
    } catch (SQLException e) {
      throw new QueryException(e);
    }
    engine.execute("SET TimeZone = 'UTC'");
    // Without a bar that could be printed it keeps no count.
    engine.execute("SET enable_progress_bar = true");
    engine.execute("SET enable_progress_bar_print = false");
    // It drops labels as of which an empty table has nothing, instead of leaving them:
    // duckdb#21514.
    engine.execute("SET disabled_optimizers = 'empty_result_pullup'");
    engine.execute("SET memory_limit = '" + Math.max(LEAST_MEMORY, memoryBytes) + " B'");
    engine.execute("SET temp_directory = " + Sql.text(folder.resolve("spill").toString()));
    return engine;
  }

  /**
   * Which DuckDB it is, such as {@code v1.3.2}.
   *
   * @throws QueryException if it does not say
   */
  public String version() {
    return text("SELECT version()");
  }

  /**
   * Executes a statement to its end.
   *
   * @throws QueryException if it cannot be executed, or was cancelled
   */
  public void execute(String sql) {
    run(sql, result -> null);
  }

  /**
   * The rows of a query, each as its columns.
   *
   * @throws QueryException if it cannot be executed, or was cancelled
   */
  public List<List<@Nullable Object>> rows(String sql) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    forEach(
        sql,
        row -> {
          List<@Nullable Object> columns = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            columns.add(row.getObject(i));
          }
          rows.add(columns);
        });
    return rows;
  }

  /** The first column of the only row, a number. */
  public long number(String sql) {
    return ((Number) only(sql)).longValue();
  }

  /** The first column of the only row, a text. */
  public String text(String sql) {
    return only(sql).toString();
  }

  private Object only(String sql) {
    List<List<@Nullable Object>> rows = rows(sql);
    Object value = rows.size() == 1 ? rows.get(0).get(0) : null;
    if (value == null) {
      throw new IllegalStateException("not one value: " + sql);
    }
    return value;
  }

  /**
   * Hands over the rows of a query as they come.
   *
   * @throws QueryException if it cannot be executed, or was cancelled
   */
  public void forEach(String sql, RowConsumer action) {
    run(
        sql,
        result -> {
          while (result != null && result.next()) {
            action.accept(result);
          }
          return null;
        });
  }

  /** What is done with the row that a result stands at. */
  @FunctionalInterface
  public interface RowConsumer {

    /** Reads it. */
    void accept(ResultSet row) throws SQLException;
  }

  /**
   * Puts rows into a table that is there, by a connection of its own: while rows are read, too.
   *
   * @return to be closed
   * @throws QueryException if there is no such table
   */
  public RowWriter writer(String table) {
    try {
      DuckDBConnection own = (DuckDBConnection) connection.duplicate();
      return new RowWriter(own, own.createAppender(table));
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  private void run(String sql, RowReader reader) {
    try (DuckDBPreparedStatement statement =
        (DuckDBPreparedStatement) connection.prepareStatement(sql)) {
      running = statement;
      if (cancelled) {
        throw new QueryException("cancelled");
      }
      boolean hasRows = statement.execute();
      try (ResultSet result = hasRows ? statement.getResultSet() : null) {
        reader.read(result);
      }
    } catch (SQLException e) {
      throw new QueryException(e);
    } finally {
      running = null;
    }
  }

  @FunctionalInterface
  private interface RowReader {
    @Nullable Void read(@Nullable ResultSet result) throws SQLException;
  }

  /** Lets what runs now, and all that is asked for later, end with a {@link QueryException}. */
  public void cancel() {
    cancelled = true;
    DuckDBPreparedStatement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // It has just ended by itself.
      }
    }
  }

  /** Whether it was {@linkplain #cancel cancelled}. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** How much of the statement that runs now is done, 0 to 100; -1 where that is not known. */
  public double percentDone() {
    DuckDBPreparedStatement statement = running;
    try {
      return statement == null ? -1 : statement.getQueryProgress().getPercentage();
    } catch (SQLException e) {
      return -1;
    }
  }

  /**
   * Shuts the door: from now on nothing is read but what the database holds already, and no setting
   * can be changed; one thread does it all. For statements that somebody else has a part in.
   *
   * @param written the one file that may still be written
   */
  public void lock(Path written) {
    execute("SET threads = 1");
    execute("SET allowed_paths = [" + Sql.text(written.toAbsolutePath().toString()) + "]");
    execute("SET enable_external_access = false");
    execute("SET lock_configuration = true");
    locked = true;
  }

  /**
   * Executes a statement on one thread: what it makes depends on no machine's number of cores.
   *
   * @throws QueryException if it cannot be executed, or was cancelled
   */
  void executeOnOneThread(String sql) {
    if (locked) {
      execute(sql);
      return;
    }
    execute("SET threads = 1");
    execute(sql);
    execute("RESET threads");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }
}
