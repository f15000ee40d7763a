package io.portrait.cli;

import io.portrait.cli.audit.EventLog;
import io.portrait.cli.audit.TopicLog;
import io.portrait.cli.feed.Broker;
import io.portrait.definition.Definition;
import io.portrait.job.JobConfig;
import io.portrait.job.JobConfigFile;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.OnlineStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * Where a job on a cluster reads and writes, by the configuration it was started with: with its
 * accounts, certificates and secrets, which options of a command line could not say.
 */
final class JobPlaces {

  private final JobConfig config;

  private JobPlaces(JobConfig config) {
    this.config = config;
  }

  /**
   * Those of a configuration file.
   *
   * @param environment such as {@code System.getenv()}; it replaces what the file says as for the
   *     job
   * @throws io.portrait.yaml.InvalidFileException with every problem of it
   */
  static JobPlaces of(Path file, Map<String, String> environment) {
    return new JobPlaces(JobConfigFile.load(file, environment));
  }

  /** What its rows are computed by. */
  Definition definition() {
    return config.definition();
  }

  /**
   * Does something with its Redis.
   *
   * @throws io.portrait.online.OnlineStoreException if it cannot be reached, or refuses
   */
  <T> T store(Function<OnlineStore, T> work) {
    try (OnlineStore store =
        OnlineStore.connect(config.redis().address(), definition().project())) {
      return work.apply(store);
    }
  }

  /**
   * Reads a table of its warehouse; empty where there is none of that name.
   *
   * @throws Failure if the warehouse cannot be read
   */
  <T> Optional<T> table(String name, Function<Table, T> work) {
    return inCatalog(catalog -> WarehouseOptions.read(catalog, definition().project(), name, work));
  }

  /**
   * Does something with the catalog of its warehouse.
   *
   * @throws Failure if it cannot be read
   */
  <T> T inCatalog(Function<Catalog, T> work) {
    Catalog catalog;
    try {
      catalog = OfflineCatalog.open(config.warehouse());
    } catch (IllegalArgumentException e) {
      throw Failure.because(Failure.oneLine(e.getMessage()), e);
    }
    try {
      return work.apply(catalog);
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  /**
   * The topic it reads.
   *
   * @param isStopped whether somebody asked to stop
   * @throws Failure if nobody answers, or there is no such topic
   */
  EventLog events(BooleanSupplier isStopped) {
    JobConfig.Kafka kafka = config.kafka();
    return TopicLog.open(
        new Broker(kafka.bootstrap(), kafka.properties()), kafka.topic(), isStopped, () -> {});
  }
}
