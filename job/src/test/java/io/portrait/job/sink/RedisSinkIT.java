package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portrait.definition.Online;
import io.portrait.definition.Online.Encoding;
import io.portrait.event.ErasedUser;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ProfileUpdateWire;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.PackedRow;
import io.portrait.online.RedisAddress;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** The sink in a real job, against a real redis-server. */
class RedisSinkIT {

  @RegisterExtension static final MiniClusterExtension FLINK = new MiniClusterExtension();

  private static final int USERS = 1_000;
  private static final byte[] SALT = {1, 2, 3};
  private static final Duration TOMBSTONE = Duration.ofDays(1);
  private static final AtomicLong MADE = new AtomicLong();

  /** Where a job and its test wait for each other. */
  private static CountDownLatch gate = new CountDownLatch(0);

  @ParameterizedTest
  @EnumSource
  void everyUserEndsWithItsNewestRow(Encoding encoding) throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      job(redis.address(), encoding, 20_000, number -> live(number)).execute();

      assertNewestRows(redis, 20_000);
    }
  }

  @Test
  void ticksPassByAndForgottenUsersLeave() throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      job(
              redis.address(),
              Encoding.PACKED,
              3_000,
              number ->
                  new ProfileUpdate(
                      number < 1_000
                          ? Snapshot.Kind.LIVE
                          : number % 2 == 0 ? Snapshot.Kind.TICK : Snapshot.Kind.GONE,
                      row(number)))
          .execute();

      try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
        assertThat(store.count()).isEqualTo(500);
        for (Iterator<String> users = store.users(); users.hasNext(); ) {
          ProfileRow row = store.get(users.next()).orElseThrow().row();
          assertThat(row.version().events()).isZero(); // of the first thousand: no tick came in
        }
      }
    }
  }

  @Test
  void rowsGoOnWhereTheyStoppedWhenRedisIsKilledAndComesBack(@TempDir Path folder)
      throws Exception {
    try (TestRedis redis = TestRedis.durable(folder)) {
      gate = new CountDownLatch(1);
      JobClient job =
          job(
                  redis.address(),
                  Encoding.PACKED,
                  60_000,
                  number -> {
                    if (number == 30_000) {
                      gate.await();
                    }
                    return live(number);
                  })
              .executeAsync();
      await().until(() -> holdsRows(redis));

      redis.kill();
      try (ServerSocket nobody = new ServerSocket(redis.port())) {
        gate.countDown();
        nobody.accept().close(); // the sink has tried, in vain
        nobody.accept().close(); // and again
      }
      redis.restart();
      job.getJobExecutionResult().get();

      assertNewestRows(redis, 60_000);
    }
  }

  @Test
  void rowsWaitWhileRedisIsFull() throws Exception {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client()) {
      gate = new CountDownLatch(1);
      JobClient job =
          job(
                  redis.address(),
                  Encoding.PACKED,
                  60_000,
                  number -> {
                    if (number == 30_000) {
                      gate.await();
                    }
                    return live(number);
                  })
              .executeAsync();
      await().until(() -> holdsRows(redis));

      client.configSet("maxmemory", "1");
      gate.countDown();
      await().until(() -> client.info("errorstats").contains("errorstat_OOM"));
      client.configSet("maxmemory", "0");
      job.getJobExecutionResult().get();

      assertNewestRows(redis, 60_000);
    }
  }

  @Test
  void aCheckpointHasEveryRowBeforeItInRedis(@TempDir Path folder) throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      gate = new CountDownLatch(1);
      MADE.set(0);
      JobClient job =
          job(
                  redis.address(),
                  Encoding.PACKED,
                  Long.MAX_VALUE,
                  number -> {
                    if (MADE.incrementAndGet() == 1_234) {
                      gate.countDown();
                    }
                    return live(number);
                  })
              .executeAsync();
      gate.await();

      job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL).get();

      assertNewestRows(redis, MADE.get());
    }
  }

  @Test
  void anErasedUserLeavesRedisInTheOrderInWhichItHappened() throws Exception {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client();
        OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      OnlineKeys keys = new OnlineKeys("shop");
      // each user: live at version 900, erased; every second one is back with version 1
      job(
              redis.address(),
              Encoding.PACKED,
              2_000,
              number -> {
                String user = "u-" + number / 4;
                return switch ((int) (number % 4)) {
                  case 0 -> update(Snapshot.Kind.LIVE, user, 900);
                  case 1 -> update(Snapshot.Kind.ERASED, user, -5);
                  default ->
                      number / 4 % 2 == 0
                          ? update(Snapshot.Kind.TICK, user, 1)
                          : update(Snapshot.Kind.LIVE, user, 1);
                };
              })
          .execute();

      assertThat(client.get(keys.erasureSalt())).isEqualTo(SALT);
      for (int i = 0; i < 500; i++) {
        String user = "u-" + i;
        byte[] tombstone = keys.erased(ErasedUser.hash(SALT, user));
        assertThat(client.get(tombstone)).asString(StandardCharsets.US_ASCII).isEqualTo("-5");
        assertThat(client.pttl(tombstone))
            .isBetween(TOMBSTONE.toMillis() / 2, TOMBSTONE.toMillis());
        if (i % 2 == 0) {
          assertThat(client.exists(keys.profile(user), keys.embedding(user))).isZero();
        } else {
          assertThat(store.get(user).orElseThrow().row().version().asOf()).isOne();
        }
      }
    }
  }

  private static ProfileUpdate update(Snapshot.Kind kind, String user, long asOf) {
    RowVersion version = new RowVersion(0, Math.max(0, asOf), asOf);
    return new ProfileUpdate(kind, Rows.row(user, version, new float[] {1}));
  }

  @Test
  void aRefusedPasswordFailsTheJobWithOneClearLine() {
    try (TestRedis redis = TestRedis.withPassword("open-sesame")) {
      RedisAddress wrong = new RedisAddress(redis.address().uri(), "", "hocus-pocus");

      assertThatThrownBy(() -> job(wrong, Encoding.PACKED, 10, number -> live(number)).execute())
          .hasStackTraceContaining(
              "OnlineStoreException: Redis at 127.0.0.1:" + redis.port() + " refused the password")
          .satisfies(
              e -> assertThat(ExceptionUtils.stringifyException(e)).doesNotContain("hocus-pocus"));
    }
  }

  @Test
  void aRowOfAnUnknownFormatFailsTheJobAndStays() {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client()) {
      byte[] key = new OnlineKeys("shop").profile("u-7");
      byte[] foreign = new PackedRow(Rows.SCHEMA).encode(Rows.row("u-7", 1));
      foreign[0] = 9;
      client.set(key, foreign);

      assertThatThrownBy(
              () -> job(redis.address(), Encoding.PACKED, 1_000, number -> live(number)).execute())
          .hasStackTraceContaining("UNKNOWNFORMAT the key holds no row of format 1");
      assertThat(client.get(key)).isEqualTo(foreign);
    }
  }

  /** A chain of one task: numbers, rows, sink. */
  private static StreamExecutionEnvironment job(
      RedisAddress address, Encoding encoding, long rows, MapFunction<Long, ProfileUpdate> toRow) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    env.getConfig().enableObjectReuse();
    env.fromSequence(0, rows - 1)
        .map(toRow)
        .returns(ProfileUpdateWire.TYPE)
        .sinkTo(
            new RedisSink(
                address,
                "shop",
                Rows.SCHEMA,
                new Online(Duration.ofMinutes(10), Duration.ZERO, encoding),
                SALT,
                TOMBSTONE));
    return env;
  }

  private static ProfileUpdate live(long number) {
    return new ProfileUpdate(Snapshot.Kind.LIVE, row(number));
  }

  private static ProfileRow row(long number) {
    long events = number / USERS;
    float[] embedding = {number % USERS, events};
    return Rows.row("u-" + number % USERS, new RowVersion(0, events, number), embedding);
  }

  private static boolean holdsRows(TestRedis redis) {
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      return store.count() > 0;
    }
  }

  private static void assertNewestRows(TestRedis redis, long rows) {
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      assertThat(store.count()).isEqualTo(USERS);
      for (int user = 0; user < USERS; user++) {
        ProfileRow expected = row(rows - USERS + user);
        Rows.assertSame(store.get(expected.userId()).orElseThrow().row(), expected);
      }
    }
  }
}
