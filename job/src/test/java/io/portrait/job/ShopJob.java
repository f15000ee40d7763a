package io.portrait.job;

import io.portrait.aggregate.NaiveUser;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.Event;
import io.portrait.job.clean.EventSource;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.wire.RawEventWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileRow;
import io.portrait.shop.ShopRates;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole picture over a few days of a small shop, on RocksDB, with real ends. */
final class ShopJob {

  static final int EVENTS = 6_000;

  /** A checkpoint every 200 ms lets so many events pass: a run takes some seconds. */
  private static final int EVENTS_PER_CHECKPOINT = 400;

  private static final List<RawEvent> events =
      ShopEvents.first(EVENTS, ShopRates.DEFAULT.withUsers(300));

  private ShopJob() {}

  /**
   * Draws it.
   *
   * @param parallelism of everything behind the source
   * @param text the definition file
   * @param between what each event goes through behind the source
   */
  static StreamExecutionEnvironment draw(
      Configuration flink,
      int parallelism,
      String text,
      String redisUri,
      Path warehouse,
      MapFunction<RawEvent, RawEvent> between) {
    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(flink).setParallelism(parallelism);
    env.enableCheckpointing(200);
    ProfileJob.configure(env);
    Definition definition = DefinitionFile.parse(text, "shop");
    JobConfig config =
        new JobConfig(
            definition,
            text,
            new JobConfig.Kafka("", "", "", true, Map.of()),
            new JobConfig.Redis(redisUri, "", ""),
            OfflineCatalog.local(warehouse),
            EmbeddingSettings.DEFAULT,
            Map.of(),
            0);
    ProfilePipeline.draw(
        env.fromSource(
                new DataGeneratorSource<>(
                    index -> events.get(index.intValue()),
                    EVENTS,
                    RateLimiterStrategy.perCheckpoint(EVENTS_PER_CHECKPOINT),
                    RawEventWire.TYPE),
                WatermarkStrategy.noWatermarks(),
                "events")
            .setParallelism(1)
            .uid(Uids.EVENTS)
            .map(between)
            .returns(RawEventWire.TYPE)
            .setParallelism(1)
            .uid("between")
            .assignTimestampsAndWatermarks(EventSource.watermarks(definition))
            .setParallelism(1)
            .uid("watermarks"),
        config,
        ProfileJob.sinks(config, parallelism));
    return env;
  }

  /** The latest time among the first events. */
  static long latestOf(int first) {
    return events.subList(0, first).stream()
        .filter(raw -> raw.parsed() instanceof Event)
        .mapToLong(raw -> ((Event) raw.parsed()).timeMillis())
        .max()
        .orElseThrow();
  }

  /** What became of users by the last event. */
  static List<NaiveLabels.Label> labels(Definition definition) {
    NaiveLabels labels = new NaiveLabels(definition);
    long delay = definition.events().maxOutOfOrderness().toMillis() + 1;
    long watermark = Long.MIN_VALUE;
    for (RawEvent raw : events) {
      if (raw.parsed() instanceof Event event) {
        labels.add(event, watermark);
        long seconds = Math.floorDiv(event.timeMillis() - delay, 1_000);
        watermark = Math.max(watermark, seconds * 1_000);
      }
    }
    return labels.matured(watermark);
  }

  /** The users of the raw events, each with those that are accepted. */
  static Map<String, NaiveUser> users(Definition definition) {
    Map<String, NaiveUser> users = new TreeMap<>();
    for (RawEvent raw : events) {
      if (raw.parsed() instanceof Event event) {
        users
            .computeIfAbsent(event.userId(), user -> new NaiveUser(definition))
            .add(event, Long.MIN_VALUE);
      }
    }
    return users;
  }

  /** Every row that Redis serves. */
  static Map<String, ProfileRow> rows(String redisUri) {
    Map<String, ProfileRow> rows = new TreeMap<>();
    try (OnlineStore store = OnlineStore.connect(new RedisAddress(redisUri, "", ""), "shop")) {
      for (Iterator<String> users = store.users(); users.hasNext(); ) {
        String user = users.next();
        rows.put(user, store.get(user).orElseThrow().row());
      }
    }
    return rows;
  }
}
