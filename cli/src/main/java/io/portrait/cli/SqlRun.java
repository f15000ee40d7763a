package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.sql.run.SqlEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.flink.table.catalog.Catalog;

/**
 * A Flink cluster of this process' own, and SQL on top of it.
 *
 * @param flink what queries run on
 * @param engine what asks it
 */
record SqlRun(EmbeddedFlink flink, SqlEngine engine) implements AutoCloseable {

  private static final Duration NO_CHECKPOINTS = Duration.ofDays(1);

  /**
   * Starts both.
   *
   * @param folder for what is worth nothing afterwards, the log among it
   * @param catalog makes the catalog of a session
   */
  static SqlRun start(Path folder, int parallelism, Supplier<Catalog> catalog) {
    Path log = Logs.to(folder);
    EmbeddedFlink flink =
        EmbeddedFlink.start(
            new EmbeddedFlink.Settings(
                parallelism,
                0,
                NO_CHECKPOINTS,
                1,
                folder.resolve("checkpoints"),
                log,
                folder.resolve("flink")));
    return new SqlRun(flink, SqlEngine.open(flink.dashboard(), parallelism, catalog));
  }

  @Override
  public void close() {
    engine.close();
    flink.close();
  }
}
