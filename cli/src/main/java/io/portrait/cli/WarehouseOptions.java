package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose history a command reads, and in which warehouse it is. */
final class WarehouseOptions {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions run;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR|URL",
      description =
          "An Iceberg warehouse to read instead: a folder, or the http(s):// address of a REST"
              + " catalog.")
  private @Nullable String warehouse;

  WarehouseOptions() {}

  /**
   * Of a command that has these options in other places.
   *
   * @param warehouse null where it is the data directory's
   */
  @SuppressWarnings("NullAway.Init") // the mixin is given
  WarehouseOptions(RunOptions run, @Nullable String warehouse) {
    this.run = run;
    this.warehouse = warehouse;
  }

  /** Whose run it is. */
  RunOptions run() {
    return run;
  }

  /** The data directory, whether it is there or not. */
  Path dataDirectory() {
    return run.dataDirectory;
  }

  /**
   * What the rows were computed by.
   *
   * @throws Failure if there is no data directory
   * @throws io.portrait.definition.DefinitionException if the definitions are wrong
   */
  Definition definition() {
    return run.definition(warehouse, "--warehouse");
  }

  /**
   * Reads a table of the project.
   *
   * @return empty where there is no such table yet, or no warehouse in the data directory
   * @throws Failure if the warehouse cannot be read
   */
  <T> Optional<T> read(String table, Function<Table, T> work) {
    String project = definition().project();
    return inCatalog(catalog -> read(catalog, project, table, work)).flatMap(found -> found);
  }

  /** Reads a table of a catalog; empty where there is none. */
  static <T> Optional<T> read(
      Catalog catalog, String project, String table, Function<Table, T> work) {
    try {
      return Optional.of(work.apply(catalog.loadTable(OfflineTables.identifier(project, table))));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /**
   * Does something with the catalog.
   *
   * @return empty where there is no warehouse in the data directory
   * @throws Failure if the warehouse cannot be read
   */
  <T> Optional<T> inCatalog(Function<Catalog, T> work) {
    Optional<String> place = place(run, warehouse);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Catalog catalog = open(place.get());
    try {
      return Optional.of(work.apply(catalog));
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  /**
   * Where the warehouse is: as given, where the running process has it, in the data directory.
   *
   * @param warehouse as given; null where it is not
   * @return empty where the data directory has none yet
   */
  static Optional<String> place(RunOptions run, @Nullable String warehouse) {
    if (warehouse != null) {
      return Optional.of(warehouse);
    }
    Optional<Endpoints> running = DataDirectory.endpoints(run.dataDirectory);
    if (running.isPresent()) {
      return Optional.of(running.get().warehouse());
    }
    Path own = run.dataDirectory.resolve("warehouse");
    return Files.exists(own.resolve("catalog.db")) ? Optional.of(own.toString()) : Optional.empty();
  }

  private static Catalog open(String place) {
    Map<String, String> properties;
    try {
      properties = OfflineCatalog.at(place);
      return OfflineCatalog.open(properties);
    } catch (IllegalArgumentException e) {
      throw Failure.because(Failure.oneLine(e.getMessage()), e);
    }
  }
}
