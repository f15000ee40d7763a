package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.ErasedUser;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.RejectReason;
import io.portrait.job.clean.RawEvent;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineKeys;
import io.portrait.online.TestRedis;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/**
 * The whole picture with real ends, in which a user is erased: between two savepoints, with a
 * failure before the erasure is in a checkpoint and another after it, and with late events of the
 * user until the end.
 */
class ErasureIT {

  private static final String USER = "somebody-with-a-long-name-that-is-easy-to-find";

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, {size: 7d, hop: 1h}]}
        - {name: days, aggregate: days_active, windows: [7d]}
      observations: {every: 3h, active_within: 2d}
      segments: {count: 4, features: [views_7d, spend_7d, days_7d], block: 32}
      churn:
        activity: [view, purchase]
        horizon: 12h
        features: [views_1h, views_24h, views_7d, spend_7d, tenure_days]
        alert: {above: 0.5, again_below: 0.4}
      """;

  /** Of so many events each is the user's. */
  private static final int EVERY = 20;

  private static final int STOP_BEFORE = 1_500;
  private static final int ERASE = 3_000;
  private static final int STOP_AFTER = 4_500;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir private Path savepoints;
  @TempDir private Path warehouse;
  @TempDir private Path dumps;

  @Test
  void nothing_is_left_of_a_user_who_was_erased_and_nothing_comes_back() throws Exception {
    try (TestRedis redis = TestRedis.dumping(dumps);
        RedisClient client = redis.client()) {
      Path before = runUntil(STOP_BEFORE, 2, null, redis);
      assertThat(Traces.of(USER, before)).as("savepoint before").isNotEmpty();
      assertThat(Traces.isIn(dump(client), USER)).as("Redis' dump before").isTrue();
      assertThat(client.keys("*")).anyMatch(key -> key.contains(USER));

      Path after = runUntil(STOP_AFTER, 3, before, redis);
      assertThat(Injected.failuresLeft.get()).isZero();
      assertThat(Traces.of(USER, after)).as("savepoint after").isEmpty();
      assertThat(Traces.isIn(dump(client), USER)).as("Redis' dump after").isFalse();
      assertThat(client.keys("*")).noneMatch(key -> key.contains(USER));

      Map<String, Integer> history = history();
      assertThat(history.get(OfflineTables.FEATURE_LOG)).isPositive();
      assertThat(history.get(OfflineTables.LABELS)).isPositive();

      Map<String, Object> counts = runToTheEnd(2, after, redis);
      // It stays for the command to rewrite, and gets nothing more.
      assertThat(history()).isEqualTo(history);
      assertThat(Traces.isIn(dump(client), USER)).as("Redis' dump at the end").isFalse();
      assertThat(client.keys("*")).noneMatch(key -> key.contains(USER));
      assertThat(counts).containsEntry(Tally.USERS_ERASED, 1L);
      long late = (ShopJob.EVENTS - ERASE) / EVERY;
      assertThat((Long) counts.get(Tally.EVENTS_REJECTED + RejectReason.ERASED.label()))
          .isBetween(late - 1, late + 1);
      assertThat(counted(counts))
          .isEqualTo(counts.get(Tally.EVENTS_IN))
          .isEqualTo(ShopJob.EVENTS - 1L);

      assertToldOf(client);
    }
  }

  private void assertToldOf(RedisClient client) {
    String hash = ErasedUser.hash(salt(), USER);
    OnlineKeys keys = new OnlineKeys("shop");
    assertThat(client.get(keys.erasureSalt())).isEqualTo(salt());
    assertThat(client.pttl(keys.erased(hash)))
        .isBetween(Duration.ofDays(729).toMillis(), Duration.ofDays(730).toMillis());

    List<Map<String, Object>> erasures = ShopTables.read(warehouse, OfflineTables.ERASURES);
    assertThat(erasures)
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("user_hash", hash));
    Instant erasedAt = (Instant) Objects.requireNonNull(erasures.get(0).get("erased_at"));
    Instant knownAt = (Instant) Objects.requireNonNull(erasures.get(0).get("known_at"));
    assertThat(Duration.between(knownAt, (Instant) erasures.get(0).get("tombstone_until")))
        .isEqualTo(Duration.ofDays(730));
    assertThat(client.get(keys.erased(hash))).asString().isEqualTo("" + erasedAt.toEpochMilli());

    assertThat(ofUser(OfflineTables.PROFILES)).isEmpty();
  }

  /** By table: rows that name the user. */
  private Map<String, Integer> history() {
    Map<String, Integer> rows = new TreeMap<>();
    for (String table :
        List.of(
            OfflineTables.FEATURE_LOG,
            OfflineTables.LABELS,
            OfflineTables.SEGMENT_CHANGES,
            OfflineTables.CHURN_ALERTS,
            OfflineTables.MODELS,
            OfflineTables.REJECTED_EVENTS)) {
      long naming =
          ShopTables.rows(warehouse, table).keySet().stream()
              .filter(row -> row.contains(USER))
              .count();
      rows.put(table, (int) naming);
    }
    return rows;
  }

  private List<Map<String, Object>> ofUser(String table) {
    return ShopTables.read(warehouse, table).stream()
        .filter(row -> USER.equals(row.get("user_id")))
        .toList();
  }

  private byte[] salt() {
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(warehouse));
    try {
      return OfflineTables.erasureSalt(
          catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.ERASURES)));
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private byte[] dump(RedisClient client) throws Exception {
    try (Connection connection = client.getPool().getResource()) {
      connection.sendCommand(Command.SAVE);
      connection.getStatusCodeReply();
    }
    return Files.readAllBytes(dumps.resolve("dump.rdb"));
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

  /** Returns the savepoint. */
  private Path runUntil(int events, int parallelism, @Nullable Path savepoint, TestRedis redis)
      throws Exception {
    Injected.reached = new CountDownLatch(1);
    Injected.stopAt = events;
    JobClient job =
        ShopJob.draw(
                from(savepoint),
                parallelism,
                DEFINITION,
                redis.address().uri(),
                warehouse,
                new Injected())
            .executeAsync();
    Injected.reached.await();
    String path =
        job.stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    return Path.of(URI.create(path.replaceFirst("^file:/*", "file:///")));
  }

  private Map<String, Object> runToTheEnd(int parallelism, Path savepoint, TestRedis redis)
      throws Exception {
    return new TreeMap<>(
        ShopJob.draw(
                from(savepoint),
                parallelism,
                DEFINITION,
                redis.address().uri(),
                warehouse,
                new Injected())
            .execute()
            .getAllAccumulatorResults());
  }

  private static Configuration from(@Nullable Path savepoint) {
    Configuration flink = new Configuration();
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Injected.FAILURES);
    if (savepoint != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    }
    return flink;
  }

  /** Puts the user in, erases them, goes on with what comes late of them, and fails on the way. */
  static final class Injected implements MapFunction<RawEvent, RawEvent> {

    private static final long serialVersionUID = 1;
    static final int FAILURES = 2;
    static final long ERASED_AT = ShopJob.latestOf(ERASE);
    static final AtomicInteger failuresLeft = new AtomicInteger(FAILURES);
    static CountDownLatch reached = new CountDownLatch(1);
    static int stopAt;

    /** The first before a checkpoint can have the erasure, the second after one has. */
    private static boolean failsAt(long number) {
      return (number == ERASE + 50 && failuresLeft.compareAndSet(2, 1))
          || (number == ERASE + 1_200 && failuresLeft.compareAndSet(1, 0));
    }

    @Override
    public RawEvent map(RawEvent raw) {
      long number = raw.origin().offset();
      if (number == stopAt) {
        reached.countDown();
      }
      if (failsAt(number)) {
        throw new IllegalStateException("injected");
      }
      if (number == ERASE) {
        return new RawEvent(raw.bytes(), raw.origin(), new Erasure(USER, ERASED_AT));
      }
      return number % EVERY == 0 && raw.parsed() instanceof Event event
          ? new RawEvent(raw.bytes(), raw.origin(), ofUser(event))
          : raw;
    }

    /** What comes after the erasure is from before it. */
    private static Event ofUser(Event event) {
      long time = Math.min(event.timeMillis(), ERASED_AT);
      return new Event(
          null, USER, "view", time, "sku", "shoes", Double.NaN, 1, "light shoes", Map.of());
    }
  }
}
