package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.event.Event;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.job.window.WindowSubtasks.Backend;
import io.portrait.online.TestRedis;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** Rows that a real Redis has lost are made again by the step that remembers users. */
class ServedRowsTest {

  private static final String DEFINITION =
      """
      project: test
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h]}
      """;

  private static final byte[] SALT = {1, 2, 3};
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final int USERS = 30;
  private static final Pattern LOOKS = Pattern.compile("cmdstat_hgetall:calls=(\\d+)");

  @TempDir Path folder;
  private @Nullable TestRedis redis;
  private @Nullable WindowSubtasks window;

  @AfterEach
  void close() {
    if (window != null) {
      window.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyones_row_comes_again_while_event_time_stands_still(Backend backend) throws Exception {
    TestRedis redis = serve(TestRedis.inMemory());
    WindowSubtasks window = start(backend, redis);
    Map<String, Snapshot> before = views(window);
    window.rows.clear();

    redis.kill();
    redis.restart();

    awaitRows(window, USERS);
    Map<String, Snapshot> again = byUser(window.rows);
    assertThat(again.keySet()).isEqualTo(before.keySet());
    again.forEach(
        (user, row) -> {
          Snapshot first = Objects.requireNonNull(before.get(user));
          assertThat(row.values().number(0)).as(user).isEqualTo(first.values().number(0));
          assertThat(row.events()).as(user).isEqualTo(first.events());
        });
    window.pass(60_000);
    assertThat(window.rows).as("once is enough").hasSize(USERS);
  }

  @Test
  void keys_that_were_flushed_are_a_loss_too() throws Exception {
    TestRedis redis = serve(TestRedis.inMemory());
    WindowSubtasks window = start(Backend.HEAP, redis);
    views(window);
    window.rows.clear();

    try (RedisClient client = redis.client()) {
      TestRedis.send(client, Command.FLUSHALL);
    }

    awaitRows(window, USERS);
  }

  @Test
  void a_restore_from_the_checkpoint_that_redis_remembers_writes_nothing_again() throws Exception {
    TestRedis redis = serve(TestRedis.durable(folder));
    WindowSubtasks window = start(Backend.HEAP, redis);
    views(window);

    window.restart(
        2,
        () -> {
          awaitMark(redis);
          redis.kill();
          redis.restart();
        });
    window.rows.clear();

    awaitLooks(redis, 4);
    window.pass(60_000);
    assertThat(window.rows).isEmpty();
  }

  @Test
  void a_restore_beside_an_empty_redis_fills_it() throws Exception {
    TestRedis redis = serve(TestRedis.inMemory());
    WindowSubtasks window = start(Backend.HEAP, redis);
    views(window);

    window.restart(
        2,
        () -> {
          redis.kill();
          redis.restart();
        });
    window.rows.clear();

    awaitRows(window, USERS);
  }

  @Test
  void whoever_was_erased_meanwhile_leaves_no_timer() throws Exception {
    TestRedis redis = serve(TestRedis.inMemory());
    WindowSubtasks window = start(Backend.HEAP, redis);
    views(window);
    redis.kill();
    redis.restart();
    await()
        .until(
            () -> {
              window.pass(50);
              return window.processingTimers() == USERS;
            });

    window.erase("u-1", NOON + 1);
    window.restart(1);

    assertThat(window.processingTimers()).isEqualTo(USERS - 1);
  }

  /** One event more for each user than for the one before. */
  private static Map<String, Snapshot> views(WindowSubtasks window) throws Exception {
    for (int user = 0; user < USERS; user++) {
      for (int event = 0; event <= user; event++) {
        window.send(
            new Event(
                null,
                "u-" + user,
                "view",
                NOON,
                null,
                null,
                Double.NaN,
                Double.NaN,
                null,
                Map.of()));
      }
    }
    window.pass(2_000);
    Map<String, Snapshot> rows = byUser(window.rows);
    assertThat(rows).hasSize(USERS);
    return rows;
  }

  /** Rows that come by the clock alone. */
  private static void awaitRows(WindowSubtasks window, int count) {
    await()
        .untilAsserted(
            () -> {
              window.pass(500);
              assertThat(window.rows).hasSize(count);
            });
    assertThat(window.rows).allMatch(row -> row.kind() == Kind.LIVE);
  }

  /** The second of a thread's looks begins when the first has told what it saw. */
  private static void awaitLooks(TestRedis redis, int count) {
    try (RedisClient client = redis.client()) {
      await()
          .until(
              () -> {
                Matcher looks = LOOKS.matcher(String.valueOf(client.info("commandstats")));
                return looks.find() && Integer.parseInt(looks.group(1)) >= count;
              });
    }
  }

  private static void awaitMark(TestRedis redis) {
    try (RedisClient client = redis.client()) {
      await().until(() -> String.valueOf(client.hget("test:memory", "mark")).endsWith(":1"));
    }
  }

  private static Map<String, Snapshot> byUser(List<Snapshot> rows) {
    Map<String, Snapshot> byUser = new TreeMap<>();
    rows.forEach(row -> byUser.put(row.userId(), row));
    return byUser;
  }

  private TestRedis serve(TestRedis started) {
    redis = started;
    return started;
  }

  private WindowSubtasks start(Backend backend, TestRedis redis) throws Exception {
    WindowSubtasks started =
        new WindowSubtasks(backend, DEFINITION, ErasureRegister.empty(SALT), redis.address(), NOON);
    window = started;
    awaitLooks(redis, 2);
    started.pass(100);
    return started;
  }
}
