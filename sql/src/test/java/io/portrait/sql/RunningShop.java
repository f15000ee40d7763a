package io.portrait.sql;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.sink.IcebergSinks;
import io.portrait.job.sink.RedisSink;
import io.portrait.job.wire.ProfileUpdateWire;
import io.portrait.job.wire.SegmentChangeWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileSchema;
import io.portrait.sql.catalog.LiveTables;
import io.portrait.sql.catalog.PortraitCatalog;
import io.portrait.sql.run.Script;
import io.portrait.sql.run.SqlEngine;
import io.portrait.sql.run.SqlResult;
import io.portrait.sql.run.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * {@link KnownShop} in a real Redis and in Iceberg tables, written by the job's own sinks, and SQL
 * over both on a Flink cluster; started once for all classes that use it.
 */
final class RunningShop implements BeforeAllCallback {

  private static final int PARALLELISM = 2;

  @SuppressWarnings("NullAway.Init")
  private Parts parts;

  /** What is started once. */
  private record Parts(
      Path folder,
      TestRedis redis,
      MiniCluster cluster,
      SqlEngine engine,
      Map<String, String> warehouse)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      engine.close();
      cluster.closeAsync().join();
      redis.close();
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    parts =
        context
            .getRoot()
            .getStore(Namespace.create(RunningShop.class))
            .getOrComputeIfAbsent("parts", key -> start(), Parts.class);
  }

  private static Parts start() {
    try {
      Path folder = Files.createTempDirectory("running-shop-");
      TestRedis redis = TestRedis.inMemory();
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(new Configuration().set(RestOptions.BIND_PORT, "0"))
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(PARALLELISM)
                  .build());
      cluster.start();
      Map<String, String> warehouse = OfflineCatalog.local(folder.resolve("warehouse"));
      write(warehouse, redis, cluster);
      LiveTables live = new LiveTables(redis.address().uri(), "", "", null, "");
      SqlEngine engine =
          SqlEngine.open(
              cluster.getRestAddress().get(),
              PARALLELISM,
              () -> new PortraitCatalog(SqlEngine.CATALOG, "shop", warehouse, live));
      return new Parts(folder, redis, cluster, engine, warehouse);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Map<String, String> warehouse, TestRedis redis, MiniCluster cluster)
      throws Exception {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(new Configuration());
    env.setParallelism(1);
    env.enableCheckpointing(200);
    IcebergSinks sinks = IcebergSinks.open(warehouse, KnownShop.DEFINITION, 0, 1);
    DataStream<ProfileUpdate> ticks = env.fromData(KnownShop.ticks(), ProfileUpdateWire.TYPE);
    DataStream<ProfileUpdate> profiles = env.fromData(KnownShop.profiles(), ProfileUpdateWire.TYPE);
    sinks.featureLog(ticks, "feature-log");
    sinks.profiles(profiles, "profiles");
    sinks.segmentChanges(
        env.fromData(KnownShop.changes(), SegmentChangeWire.TYPE), "segment-changes");
    profiles.sinkTo(
        new RedisSink(
            redis.address(),
            "shop",
            ProfileSchema.of(KnownShop.DEFINITION),
            KnownShop.DEFINITION.online(),
            new byte[16],
            Duration.ofDays(1)));
    cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
  }

  TestRedis redis() {
    return parts.redis();
  }

  Map<String, String> warehouse() {
    return parts.warehouse();
  }

  SqlSession session() {
    return parts.engine().session();
  }

  SqlEngine engine() {
    return parts.engine();
  }

  /** Runs statements in a session, and gives the rows of the last that has any, as texts. */
  static List<List<String>> rows(SqlSession session, String script) {
    List<List<List<String>>> results = results(session, script);
    return results.get(results.size() - 1);
  }

  /** As {@link #rows}, of every statement that has rows. */
  static List<List<List<String>>> results(SqlSession session, String script) {
    List<List<List<String>>> results = new ArrayList<>();
    Script.statements(script, "script.sql")
        .forEach(
            statement ->
                session.run(
                    statement,
                    () -> false,
                    result -> {
                      if (result.hasContent()) {
                        results.add(texts(result));
                      }
                    }));
    return results;
  }

  /** The script of that number. */
  static String script(String number) throws IOException {
    try (var files = Files.newDirectoryStream(Path.of("scripts"), number + "-*.sql")) {
      return Files.readString(files.iterator().next());
    }
  }

  private static List<List<String>> texts(SqlResult result) {
    List<List<String>> rows = new ArrayList<>();
    while (result.hasNext()) {
      rows.add(List.of(result.texts().convert(result.next())));
    }
    return rows;
  }
}
