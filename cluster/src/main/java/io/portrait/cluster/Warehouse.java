package io.portrait.cluster;

import io.portrait.offline.OfflineCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** An Iceberg warehouse in a folder, with a catalog in SQLite that can be locked or taken away. */
public final class Warehouse {

  private final Path directory;

  private Warehouse(Path directory) {
    this.directory = directory;
  }

  /** In a folder, made where it is missing. */
  public static Warehouse in(Path directory) throws IOException {
    return new Warehouse(Files.createDirectories(directory));
  }

  /** What Iceberg is told to find it. */
  public Map<String, String> properties() {
    return OfflineCatalog.local(directory);
  }

  /** The folder. */
  public Path directory() {
    return directory;
  }

  /**
   * Locks the catalog against everybody, readers too, until what is returned is closed.
   *
   * @throws SQLException if somebody else holds it for ten seconds
   */
  public Connection lock() throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + catalog() + "?busy_timeout=10000");
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
    return connection;
  }

  /**
   * Takes the catalog away, until what is returned is closed. A folder takes its place: where there
   * is nothing, SQLite would make a new one.
   */
  public AutoCloseable hide() throws Exception {
    Path away = directory.resolve("catalog.db.away");
    // Nobody is in the middle of a change then, whose journal would be left behind.
    Connection alone = lock();
    try {
      Files.move(catalog(), away, StandardCopyOption.ATOMIC_MOVE);
      Files.createDirectory(catalog());
    } finally {
      alone.close();
    }
    return () -> {
      Files.delete(catalog());
      Files.move(away, catalog(), StandardCopyOption.ATOMIC_MOVE);
    };
  }

  private Path catalog() {
    return directory.resolve("catalog.db");
  }
}
