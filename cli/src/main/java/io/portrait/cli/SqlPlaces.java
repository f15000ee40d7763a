package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.RedisAddress;
import io.portrait.sql.catalog.LiveTables;
import io.portrait.sql.catalog.PortraitCatalog;
import io.portrait.sql.run.SqlEngine;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.table.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose tables SQL sees, and where they are. */
final class SqlPlaces {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions run;

  @Option(
      names = "--redis",
      paramLabel = "redis://HOST:PORT",
      description = "Where the profiles of profiles_live are instead; credentials as for up.")
  private @Nullable String redis;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR|URL",
      description =
          "An Iceberg warehouse to read instead: a folder, or the http(s):// address of a REST"
              + " catalog.")
  private @Nullable String warehouse;

  /**
   * Does something with the tables: of the run that has the data directory, or of what it left, for
   * which Redis is started for so long.
   *
   * @throws Failure if there is no data directory, or nothing in it
   * @throws io.portrait.definition.DefinitionException if the definitions are wrong
   */
  <T> T with(Function<Supplier<Catalog>, T> work) {
    Definition definition = run.definition(warehouse, "--warehouse");
    Map<String, String> properties = warehouseProperties();
    Function<LiveTables, T> inThere =
        live ->
            work.apply(
                () ->
                    new PortraitCatalog(SqlEngine.CATALOG, definition.project(), properties, live));
    Optional<Endpoints> running = DataDirectory.endpoints(run.dataDirectory);
    if (redis == null && running.isEmpty() && !hasRedis()) {
      return inThere.apply(LiveTables.NONE);
    }
    return new StoreOptions(run, redis).at(address -> inThere.apply(live(address, running)));
  }

  private static LiveTables live(RedisAddress redis, Optional<Endpoints> running) {
    return new LiveTables(
        redis.uri(),
        redis.user(),
        "",
        running.map(Endpoints::kafka).orElse(null),
        running.map(Endpoints::topic).orElse(""));
  }

  private boolean hasRedis() {
    return Files.isDirectory(run.dataDirectory.resolve("redis"));
  }

  private Map<String, String> warehouseProperties() {
    String place =
        WarehouseOptions.place(run, warehouse)
            .orElseThrow(
                () ->
                    Failure.because(
                        "no tables in " + run.dataDirectory + " yet: start with portrait up"));
    try {
      Map<String, String> properties = OfflineCatalog.at(place);
      OfflineCatalog.close(OfflineCatalog.open(properties));
      return properties;
    } catch (IllegalArgumentException e) {
      throw Failure.because(Failure.oneLine(e.getMessage()), e);
    }
  }
}
