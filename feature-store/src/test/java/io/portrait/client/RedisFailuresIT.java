package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** What apps see of a Redis that dies, stalls, refuses, or holds what is no profile. */
class RedisFailuresIT {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Pattern MGETS = Pattern.compile("cmdstat_mget:calls=(\\d+)");

  @TempDir private Path folder;
  private final OnlineKeys keys = new OnlineKeys("shop");
  private TestRedis redis;
  private RedisClient plain;
  private ProfileClient client;

  @BeforeEach
  void start() {
    redis = TestRedis.durable(folder);
    plain = redis.client();
    client = builder().build();
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      store.putSchema(Rows.SCHEMA);
      RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 600_000);
      store.write(
          IntStream.range(0, 10)
              .mapToObj(user -> encoder.write(Rows.row("u-" + user, 5)))
              .toList());
    }
  }

  @AfterEach
  void stop() {
    client.close();
    plain.close();
    redis.close();
  }

  private ProfileClient.Builder builder() {
    return ProfileClient.builder("shop").redis(redis.address());
  }

  private static void set(RedisClient to, byte[] key, String value) {
    to.set(key, value.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void oneBadKeyNeverFailsTheBatch() {
    set(plain, keys.profile("of the future"), "\u0002 a format to come");
    set(plain, keys.profile("too short"), "\u0001");
    plain.del(keys.profile("a list"));
    plain.rpush(keys.profile("a list"), new byte[] {1});
    plain.hset(keys.profile("a hash of others"), new byte[] {'a'}, new byte[] {'b'});
    byte[] row = plain.get(keys.profile("u-1"));
    byte[] strange = Objects.requireNonNull(row).clone();
    strange[21] ^= 1; // another schema id
    plain.set(keys.profile("no schema"), strange);
    byte[] damaged = row.clone();
    damaged[29] = (byte) 0x91; // an array of one
    plain.set(keys.profile("damaged"), damaged);

    List<Profile> profiles =
        client
            .prepare("views_7d", "embedding")
            .getAllBlocking(
                List.of(
                    "u-1",
                    "of the future",
                    "too short",
                    "a list",
                    "a hash of others",
                    "no schema",
                    "damaged",
                    "u-2"),
                DEADLINE);

    assertThat(profiles.get(0).getLong("views_7d")).hasValue(5);
    assertThat(profiles.get(7).getLong("views_7d")).hasValue(5);
    assertThat(profiles.subList(1, 7))
        .allMatch(profile -> profile.status("views_7d") == ColumnStatus.ERROR);
    assertThat(profiles.subList(1, 7))
        .extracting(Profile::error)
        .containsExactly(
            "the row has format 2, this version of Portrait reads format 1",
            "a row of 1 bytes has no header",
            "Redis answered: WRONGTYPE Operation against a key holding the wrong kind of value",
            "the hash has no field _version",
            "Redis does not hold its schema b15a9a9c8316101c",
            "the row has 1 columns, not its schema's");
  }

  @Test
  void aRedisThatDiesInTheMiddleGivesWhatItGaveAndComesBackWithoutARestartOfTheApp() {
    List<String> million =
        IntStream.range(0, 1_000_000).mapToObj(user -> "u-" + user % 10).toList();
    try (ProfileClient patient = builder().connections(1).retries(0, Duration.ZERO).build()) {
      PreparedView view = patient.prepare("views_7d");
      CompletableFuture<List<Profile>> answer = view.getAll(million, Duration.ofMinutes(2));
      await().pollInterval(Duration.ofMillis(1)).until(() -> mgets() > 5);

      redis.kill();

      List<Profile> profiles = answer.join();
      assertThat(profiles).extracting(Profile::userId).isEqualTo(million);
      assertThat(profiles.get(0).getLong("views_7d")).hasValue(5);
      Profile last = profiles.get(999_999);
      assertThat(last.status("views_7d")).isEqualTo(ColumnStatus.ERROR);
      assertThat(last.error())
          .isEqualTo("cannot reach Redis at 127.0.0.1:" + redis.port() + ": Connection refused");
      assertThat(profiles)
          .extracting(profile -> profile.status("views_7d"))
          .containsOnly(ColumnStatus.PARTIAL, ColumnStatus.ERROR);

      redis.restart();

      await().until(() -> view.getBlocking("u-3", DEADLINE).found());
      assertThat(view.getAll(million.subList(0, 2_000), DEADLINE).join()).allMatch(Profile::found);
    }
  }

  private long mgets() {
    Matcher matcher = MGETS.matcher(Objects.requireNonNull(plain.info("commandstats")));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @Test
  void aRestartIsNotNoticedWhereRetriesHaveTheTime() {
    try (ProfileClient stubborn = builder().retries(12, Duration.ofMillis(10)).build()) {
      PreparedView view = stubborn.prepare("views_7d");
      assertThat(view.getBlocking("u-3", DEADLINE).found()).isTrue();
      redis.kill();
      CompletableFuture<Profile> answer = view.get("u-3", DEADLINE);
      redis.restart();

      assertThat(answer.join().getLong("views_7d")).hasValue(5);
    }
  }

  @Test
  void connectionsThatDiedWhileIdleAreReplaced() {
    PreparedView view = client.prepare("views_7d");
    assertThat(view.getBlocking("u-3", DEADLINE).found()).isTrue();
    TestRedis.send(plain, Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");

    assertThat(view.getBlocking("u-3", DEADLINE).found()).isTrue();
  }

  @Test
  void aRedisThatStallsIsWaitedForUntilTheDeadlineOnly() {
    PreparedView view = client.prepare("views_7d");
    assertThat(view.getBlocking("u-3", DEADLINE).found()).isTrue();
    TestRedis.send(plain, Command.CLIENT, "PAUSE", "2000", "ALL"); // nobody is let in to end it
    Duration soon = Duration.ofMillis(100);

    assertThat(view.getBlocking("u-3", soon).error())
        .isIn(
            "cannot reach Redis at 127.0.0.1:" + redis.port() + ": Read timed out",
            "no answer before the deadline");
    assertThat(view.get("u-3", soon).join().status("views_7d")).isEqualTo(ColumnStatus.ERROR);
    await().until(() -> view.getBlocking("u-3", DEADLINE).found());
  }

  @Test
  void aWrongPasswordIsOneClearLineWithoutIt() {
    PreparedView view = client.prepare("segment");
    plain.configSet("requirepass", "open-sesame");
    try {
      String where = "Redis at 127.0.0.1:" + redis.port();
      RedisAddress wrong = new RedisAddress(redis.address().uri(), "", "hocus-pocus");
      try (ProfileClient refused = builder().redis(wrong).build();
          ProfileClient without = builder().build()) {
        assertThatThrownBy(() -> refused.prepare("views_7d"))
            .isInstanceOf(OnlineStoreException.class)
            .hasMessage(where + " refused the password");
        assertThatThrownBy(() -> without.prepare("views_7d"))
            .hasMessage(where + " wants a password");
      }
      // Its connections are still trusted; one that is opened anew is not.
      TestRedis.send(plain, Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertThat(view.getBlocking("u-1", DEADLINE).error()).isEqualTo(where + " wants a password");
    } finally {
      plain.configSet("requirepass", "");
    }
  }

  @Test
  void aUserOfRedisWhoMayNotSeeTheSaltReadsEverythingElse() {
    plain.set(keys.erasureSalt(), new byte[] {1, 2, 3});
    TestRedis.send(
        plain,
        Command.ACL,
        "SETUSER",
        "app",
        "on",
        ">look",
        "~shop:profile:*",
        "~shop:embedding:*",
        "~shop:schema*",
        "+mget",
        "+get",
        "+hgetall",
        "+@connection");
    RedisAddress asApp = new RedisAddress(redis.address().uri(), "app", "look");
    try (ProfileClient app = builder().redis(asApp).build()) {
      PreparedView view = app.prepareAll();
      assertThat(view.getBlocking("u-1", DEADLINE).found()).isTrue();
      assertThat(view.getBlocking("nobody", DEADLINE).status("segment"))
          .isEqualTo(ColumnStatus.NOT_FOUND);
    }
  }

  @Test
  void anEmptyRedisSaysThatNobodyHasWrittenYet() {
    plain.flushAll();

    assertThatThrownBy(() -> client.prepare("views_7d"))
        .hasMessage(
            "Redis at 127.0.0.1:"
                + redis.port()
                + " holds no profiles of 'shop' yet: no job has said what columns they have");
  }

  @Test
  void withADefinitionFileAnAppMayComeUpBeforeItsRedis() {
    redis.kill();
    try (ProfileClient early =
        builder()
            .definition(
                DefinitionFile.parse(
                    """
                    project: shop
                    features: [{name: views, aggregate: count, windows: [7d]}]
                    """,
                    "f"))
            .build()) {
      PreparedView view = early.prepare("views_7d");
      assertThat(view.getBlocking("u-1", DEADLINE).status("views_7d"))
          .isEqualTo(ColumnStatus.ERROR);

      redis.restart();

      await()
          .until(
              () ->
                  view.getBlocking("u-1", DEADLINE).getLong("views_7d").equals(OptionalLong.of(5)));
    }
  }

  @Test
  void aClosedClientSaysSo() {
    PreparedView view = client.prepare("views_7d");
    client.close();

    assertThat(view.getBlocking("u-1", DEADLINE).error()).isEqualTo("the client has been closed");
    assertThat(view.get("u-1", DEADLINE).join().error()).isEqualTo("the client has been closed");
  }
}
