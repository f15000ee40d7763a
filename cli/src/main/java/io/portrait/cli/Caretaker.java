package io.portrait.cli;

import io.portrait.cli.status.MaintenanceView;
import io.portrait.maintenance.Maintenance;
import io.portrait.maintenance.Upkeep;
import io.portrait.offline.OfflineCatalog;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains the tables of {@code up} every hour, as {@code maintain} would. At a commit each ten
 * seconds they would otherwise grow by some ten thousand files a day. What it did is in the log.
 */
final class Caretaker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
  private static final long EVERY_MINUTES = 60;

  private final Map<String, String> warehouse;
  private final String project;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread named = new Thread(task, "caretaker");
            named.setDaemon(true);
            return named;
          });

  /**
   * @param warehouse the catalog's properties
   * @param project whose tables
   */
  Caretaker(Map<String, String> warehouse, String project) {
    this.warehouse = warehouse;
    this.project = project;
  }

  /** Begins, the first time in an hour. */
  void begin() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::maintain, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
  }

  private void maintain() {
    try {
      Catalog catalog = OfflineCatalog.open(warehouse);
      try {
        Maintenance maintenance = new Maintenance(catalog, project, Upkeep.DEFAULT);
        LOG.info(MaintenanceView.head(false));
        maintenance.maintain(
            maintenance.tables(),
            thread::isShutdown,
            done -> MaintenanceView.lines(done).forEach(LOG::info));
      } finally {
        OfflineCatalog.close(catalog);
      }
    } catch (RuntimeException e) {
      // The next hour's is as good.
      LOG.warn("tables could not be maintained", e);
    }
  }

  /** Lets a table that is at work be: what was not committed is of no snapshot, and goes later. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
