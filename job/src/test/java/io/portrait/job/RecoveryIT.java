package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.ProfilePipeline.Sinks;
import io.portrait.job.clean.EventSource;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.sink.IcebergSinks;
import io.portrait.job.sink.RedisSink;
import io.portrait.job.wire.RawEventWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileJson;
import io.portrait.profile.ProfileSchema;
import io.portrait.shop.ShopRates;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole picture with real ends, once undisturbed and once with failures in the middle. */
class RecoveryIT {

  private static final int EVENTS = 6_000;
  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, {size: 7d, hop: 1h}]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [7d]}
        - {name: last_category, aggregate: last, of: category}
        - {name: days, aggregate: days_active, windows: [7d]}
      derived: [{name: spend_per_view, value: "spend_7d / views_7d"}]
      tags: [{name: buyer, when: "spend_7d > 0"}]
      """;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Definition PARSED = DefinitionFile.parse(DEFINITION, "shop");
  private static List<RawEvent> events = List.of();
  private static RealRedis redis;

  @BeforeAll
  static void prepare() throws Exception {
    events = ShopEvents.first(EVENTS, ShopRates.DEFAULT);
    redis = RealRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void failures_in_the_middle_leave_the_rows_of_an_undisturbed_run(
      @TempDir Path calm, @TempDir Path disturbed) throws Exception {
    Map<String, Object> undisturbed = run(0, calm, 0);
    Map<String, Object> recovered = run(1, disturbed, 3);

    assertThat(Failing.failuresLeft.get()).isZero();
    assertThat(recovered).isEqualTo(undisturbed);
    assertThat(counted(recovered)).isEqualTo(EVENTS);

    Map<String, String> rows = rows(0);
    assertThat(rows).hasSize(((Long) undisturbed.get(Tally.USERS)).intValue()).isNotEmpty();
    assertThat(rows(1)).isEqualTo(rows);
    for (String table : List.of("profiles", "feature_log", "rejected_events")) {
      Map<String, Integer> expected = table(calm, table);
      assertThat(expected).as(table).isNotEmpty();
      assertThat(table(disturbed, table)).as(table).isEqualTo(expected);
    }
  }

  private static Map<String, Object> run(int database, Path warehouse, int failures)
      throws Exception {
    Failing.failuresLeft.set(failures);
    Configuration flink = new Configuration();
    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, failures);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(flink).setParallelism(2);
    env.enableCheckpointing(200);
    ProfileJob.configure(env);

    JobConfig config =
        new JobConfig(
            PARSED,
            DEFINITION,
            new JobConfig.Kafka("", "", "", true, Map.of()),
            new JobConfig.Redis(redis.uri(database), "", ""),
            OfflineCatalog.local(warehouse),
            0);
    IcebergSinks tables = IcebergSinks.open(config.warehouse(), PARSED, 2);
    ProfilePipeline.draw(
        env.fromSource(
                new DataGeneratorSource<>(
                    index -> events.get(index.intValue()),
                    EVENTS,
                    RateLimiterStrategy.perCheckpoint(400),
                    RawEventWire.TYPE),
                WatermarkStrategy.noWatermarks(),
                "events")
            .setParallelism(1)
            .uid(Uids.EVENTS)
            .map(new Failing())
            .returns(RawEventWire.TYPE)
            .setParallelism(1)
            .uid("failing")
            .assignTimestampsAndWatermarks(EventSource.watermarks(PARSED))
            .setParallelism(1)
            .uid("watermarks"),
        config,
        new Sinks(
            profiles -> RedisSink.attach(profiles, config, Uids.REDIS),
            profiles -> {
              tables.profiles(profiles, Uids.ICEBERG_PROFILES);
              tables.featureLog(profiles, Uids.ICEBERG_FEATURE_LOG);
            },
            rejected -> tables.rejected(rejected, Uids.ICEBERG_REJECTED)));
    JobExecutionResult result = env.execute();
    Map<String, Object> counts = new TreeMap<>(result.getAllAccumulatorResults());
    // Rows are coalesced by the clock: how many there are is no part of the result.
    counts.remove(Tally.ROWS_WRITTEN);
    return counts;
  }

  private static long counted(Map<String, Object> counts) {
    return counts.entrySet().stream()
        .filter(
            count ->
                count.getKey().startsWith(Tally.EVENTS_REJECTED)
                    || count.getKey().equals(Tally.EVENTS_ACCEPTED)
                    || count.getKey().equals(Tally.EVENTS_DUPLICATE))
        .mapToLong(count -> (Long) count.getValue())
        .sum();
  }

  /** Every row in Redis as JSON, write time and the watermark at that time aside. */
  private static Map<String, String> rows(int database) {
    Map<String, String> rows = new TreeMap<>();
    try (OnlineStore store =
        OnlineStore.connect(new RedisAddress(redis.uri(database), "", ""), "shop")) {
      for (Iterator<String> users = store.users(); users.hasNext(); ) {
        String user = users.next();
        ObjectNode json = ProfileJson.of(store.get(user).orElseThrow(), ProfileSchema.of(PARSED));
        json.remove("_written_at");
        rows.put(user, json.toString());
      }
    }
    return rows;
  }

  /** Every row of a table, how often it is there, write times aside. */
  private static Map<String, Integer> table(Path warehouse, String name) {
    Map<String, Integer> rows = new TreeMap<>();
    for (Map<String, Object> row : OfflineReader.rows(OfflineCatalog.local(warehouse), "shop", name)) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.remove("known_at");
      kept.remove("rejected_at");
      if (kept.get("raw") instanceof java.nio.ByteBuffer raw) {
        kept.put("raw", raw.limit());
      }
      rows.merge(kept.toString(), 1, Integer::sum);
    }
    return rows;
  }

  /** Fails at a few places, each time only after a checkpoint it can go back to. */
  static final class Failing extends RichMapFunction<RawEvent, RawEvent>
      implements CheckpointListener {

    private static final long serialVersionUID = 1;
    static final AtomicInteger failuresLeft = new AtomicInteger();

    private int checkpoints;
    private int sinceCheckpoint;

    @Override
    public RawEvent map(RawEvent event) {
      sinceCheckpoint++;
      if (checkpoints >= 3 && sinceCheckpoint == 250 && failuresLeft.get() > 0) {
        failuresLeft.decrementAndGet();
        throw new IllegalStateException("injected");
      }
      return event;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      checkpoints++;
      sinceCheckpoint = 0;
    }
  }
}
