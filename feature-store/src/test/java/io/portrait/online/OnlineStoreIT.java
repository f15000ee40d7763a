package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import com.google.common.collect.Lists;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Online.Encoding;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

class OnlineStoreIT {

  private static final long TTL = 60_000;
  private static final OnlineKeys KEYS = new OnlineKeys("shop");
  private static TestRedis redis;
  private static RedisClient client;

  private OnlineStore store;

  @BeforeAll
  static void start() {
    redis = TestRedis.inMemory();
    client = redis.client();
  }

  @AfterAll
  static void stop() {
    client.close();
    redis.close();
  }

  @BeforeEach
  void connect() {
    client.configSet("maxmemory", "0");
    client.flushAll();
    store = OnlineStore.connect(redis.address(), "shop");
    store.putSchema(Rows.SCHEMA);
  }

  @AfterEach
  void disconnect() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource
  void aRowAndItsEmbeddingComeBackTogether(Encoding encoding) {
    ProfileRow row = Rows.row("u-1", new RowVersion(1, 7, -5), new float[] {0.6f, 0.8f});

    assertThat(write(encoding, row)).isEqualTo(RowOutcome.WRITTEN);

    StoredProfile stored = store.get("u-1").orElseThrow();
    assertThat(stored.schema()).isEqualTo(Rows.SCHEMA);
    Rows.assertSame(stored.row(), row);
  }

  @ParameterizedTest
  @EnumSource
  void aNewerRowWinsAndAnOlderOrEqualOneIsRefused(Encoding encoding) {
    write(encoding, row(1, 5, 100));

    assertThat(write(encoding, row(1, 5, 100))).isEqualTo(RowOutcome.REFUSED);
    assertThat(write(encoding, row(1, 5, 99))).isEqualTo(RowOutcome.REFUSED);
    assertThat(write(encoding, row(1, 4, 900))).isEqualTo(RowOutcome.REFUSED);
    assertThat(write(encoding, row(0, 9, 900))).isEqualTo(RowOutcome.REFUSED);
    assertThat(stored()).isEqualTo(new RowVersion(1, 5, 100));

    assertThat(write(encoding, row(1, 5, 101))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(write(encoding, row(1, 256, 7))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(write(encoding, row(2, 0, -1))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(write(encoding, row(2, 0, 0))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(stored()).isEqualTo(new RowVersion(2, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void rowsWrittenInAnyOrderAndAnyNumberOfTimesEndTheSame(Encoding encoding) {
    RowEncoder encoder = encoder(encoding);
    List<RowWrite> writes = new ArrayList<>();
    for (long version = 0; version < 300; version++) {
      RowVersion at = new RowVersion(version % 2, version / 3, 1_000 - version);
      writes.add(encoder.write(Rows.row("u-1", at, new float[] {version})));
    }
    writes.addAll(List.copyOf(writes));
    Collections.shuffle(writes, new Random(42));

    store.write(writes);

    ProfileRow last = store.get("u-1").orElseThrow().row();
    assertThat(last.version()).isEqualTo(new RowVersion(1, 99, 1_000 - 297));
    assertThat(last.embedding()).containsExactly(297);
  }

  @ParameterizedTest
  @EnumSource
  void anErasedUserIsGoneWhateverTheVersionAndATombstoneStays(Encoding encoding) {
    write(encoding, Rows.row("u-1", new RowVersion(9, 9, 900), new float[] {1}));
    write(encoding, Rows.row("u-2", new RowVersion(0, 1, 1), new float[] {1}));
    RowEncoder encoder = encoder(encoding);

    List<RowOutcome> outcomes =
        store.write(
            List.of(
                encoder.erase("u-1", "0123456789abcdef0123456789abcdef", -5, 60_000),
                encoder.write(Rows.row("u-2", new RowVersion(0, 2, 2), null))));

    assertThat(outcomes).containsExactly(RowOutcome.WRITTEN, RowOutcome.WRITTEN);
    assertThat(client.exists(KEYS.profile("u-1"), KEYS.embedding("u-1"))).isZero();
    assertThat(store.get("u-2").orElseThrow().row().version()).isEqualTo(new RowVersion(0, 2, 2));
    byte[] tombstone = KEYS.erased("0123456789abcdef0123456789abcdef");
    assertThat(client.get(tombstone)).asString(StandardCharsets.US_ASCII).isEqualTo("-5");
    assertThat(client.pttl(tombstone)).isBetween(30_000L, 60_000L);
    // who comes back is new, with versions from the beginning
    assertThat(write(encoding, row(0, 1, 1))).isEqualTo(RowOutcome.WRITTEN);
  }

  @Test
  void aUserWhoseRowIsOfAnUnknownFormatIsErasedToo() {
    client.set(KEYS.profile("u-1"), new byte[] {9, 9, 9});

    store.write(List.of(encoder(Encoding.PACKED).erase("u-1", "ab", 1, 60_000)));

    assertThat(client.exists(KEYS.profile("u-1"))).isFalse();
  }

  @Test
  void theSaltIsThereAgainAfterRedisHasLostIt() {
    byte[] salt = {1, -2, 3};
    store.putErasureSalt(salt);
    assertThat(client.get(KEYS.erasureSalt())).isEqualTo(salt);
    client.flushAll();

    write(Encoding.PACKED, row(0, 1, 1));

    assertThat(client.get(KEYS.erasureSalt())).isEqualTo(salt);
    assertThat(store.get("u-1")).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void bothKeysExpire(Encoding encoding) {
    write(encoding, Rows.row("u-1", new RowVersion(0, 1, 1), new float[] {1}));

    assertThat(client.pttl(KEYS.profile("u-1"))).isBetween(TTL / 2, TTL);
    assertThat(client.pttl(KEYS.embedding("u-1"))).isBetween(TTL / 2, TTL);
  }

  @ParameterizedTest
  @EnumSource
  void aRowWithoutAnEmbeddingTakesTheOldOneAway(Encoding encoding) {
    write(encoding, Rows.row("u-1", new RowVersion(0, 1, 1), new float[] {1}));
    write(encoding, Rows.row("u-1", new RowVersion(0, 2, 2), null));

    assertThat(client.exists(KEYS.embedding("u-1"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aRowInTheOtherEncodingIsReplacedByANewerOneOnly(Encoding encoding) {
    Encoding other = encoding == Encoding.HASH ? Encoding.PACKED : Encoding.HASH;
    write(other, row(0, 5, 0));

    assertThat(write(encoding, row(0, 5, 0))).isEqualTo(RowOutcome.REFUSED);
    assertThat(write(encoding, row(0, 6, 0))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(stored()).isEqualTo(new RowVersion(0, 6, 0));
    assertThat(client.type(KEYS.profile("u-1")))
        .isEqualTo(encoding == Encoding.HASH ? "hash" : "string");
  }

  @ParameterizedTest
  @EnumSource
  void aForgottenUserLeavesWithBothKeysUnlessANewerRowCame(Encoding encoding) {
    write(encoding, Rows.row("u-1", new RowVersion(0, 5, 50), new float[] {1}));

    assertThat(delete(new RowVersion(0, 4, 90))).isEqualTo(RowOutcome.REFUSED);
    assertThat(store.get("u-1")).isPresent();
    assertThat(delete(new RowVersion(0, 5, 50))).isEqualTo(RowOutcome.WRITTEN);
    assertThat(client.exists(KEYS.profile("u-1"), KEYS.embedding("u-1"))).isZero();
    assertThat(delete(new RowVersion(0, 5, 50))).isEqualTo(RowOutcome.WRITTEN);
  }

  @Test
  void aHashHasAReadableFieldPerColumnAndNoneForNull() {
    ProfileRow row = row(0, 5, 100);
    row.values().set(1, Double.NaN);
    write(Encoding.HASH, row);

    assertThat(client.hgetAll("shop:profile:{u-1}"))
        .containsEntry("views_7d", "5")
        .doesNotContainKey("spend_30d")
        .containsEntry("categories_30d", "[\"shoes\",\"Überzieher\"]")
        .containsEntry("tenure_days", "12")
        .containsEntry("tags", "[\"loyal\"]")
        .containsEntry("_models", "{\"churn\":17}")
        .containsEntry("_version", "01" + "00000000" + "0000000000000005" + "8000000000000064")
        .containsEntry("_schema", Rows.SCHEMA.id());
  }

  @Test
  void moreColumnsThanOneCommandOfAScriptTakesAreWritten() {
    List<Column> columns =
        IntStream.range(0, 6_000)
            .mapToObj(i -> new Column("column_" + i, ColumnType.DOUBLE, ""))
            .toList();
    ProfileSchema schema = new ProfileSchema(columns);
    store.putSchema(schema);
    Values values = new Values(6_000);
    IntStream.range(0, 6_000).forEach(slot -> values.set(slot, (double) slot));
    ProfileRow row = Rows.withoutEmbedding(row(0, 1, 1), values);

    RowEncoder encoder = new RowEncoder("shop", schema, Encoding.HASH, TTL);
    assertThat(store.write(List.of(encoder.write(row)))).containsExactly(RowOutcome.WRITTEN);

    assertThat(store.get("u-1").orElseThrow().row().values()).isEqualTo(values);
  }

  @ParameterizedTest
  @EnumSource
  void aRowOfAnUnknownFormatIsAnErrorAndStays(Encoding encoding) {
    byte[] foreign = new PackedRow(Rows.SCHEMA).encode(row(0, 1, 1));
    foreign[0] = 2;
    client.set(KEYS.profile("u-1"), foreign);

    RowOutcome outcome = write(encoding, row(9, 9, 9));

    assertThat(outcome.status()).isEqualTo(RowOutcome.Status.FAILED);
    assertThat(outcome.error()).startsWith("UNKNOWNFORMAT the key holds no row of format 1");
    assertThat(client.get(KEYS.profile("u-1"))).isEqualTo(foreign);
    assertThatThrownBy(() -> store.get("u-1"))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessage(
            "the profile of u-1 cannot be read: "
                + "the row has format 2, this version of Portrait reads format 1");
  }

  @Test
  void aKeyThatHoldsSomethingElseIsAnErrorAndStays() {
    client.hset("shop:profile:{u-1}", "colour", "red");
    client.rpush("shop:profile:{u-2}", "x");
    client.set("shop:profile:{u-3}", "short");

    for (String user : List.of("u-1", "u-2", "u-3")) {
      RowWrite write = encoder(Encoding.PACKED).write(Rows.row(user, 1));
      assertThat(store.write(List.of(write)).get(0).status()).isEqualTo(RowOutcome.Status.FAILED);
    }
    assertThat(client.type("shop:profile:{u-1}")).isEqualTo("hash");
    assertThat(client.type("shop:profile:{u-2}")).isEqualTo("list");
    assertThat(client.get("shop:profile:{u-3}")).isEqualTo("short");
  }

  @Test
  void everyRowOfABatchHasItsOwnOutcome() {
    write(Encoding.PACKED, row(0, 5, 0));
    client.rpush("shop:profile:{list}", "x");
    RowEncoder encoder = encoder(Encoding.PACKED);

    List<RowOutcome> outcomes =
        store.write(
            List.of(
                encoder.write(Rows.row("u-0", 1)),
                encoder.write(row(0, 4, 0)),
                encoder.write(Rows.row("list", 1)),
                encoder.write(row(0, 6, 0))));

    assertThat(outcomes)
        .extracting(RowOutcome::status)
        .containsExactly(
            RowOutcome.Status.WRITTEN,
            RowOutcome.Status.REFUSED,
            RowOutcome.Status.FAILED,
            RowOutcome.Status.WRITTEN);
  }

  @Test
  void aFullServerIsToBeTriedAgainAndKeepsTheOldRow() {
    write(Encoding.PACKED, row(0, 5, 0));
    client.configSet("maxmemory", "1");

    RowOutcome outcome = write(Encoding.PACKED, row(0, 6, 0));

    assertThat(outcome.status()).isEqualTo(RowOutcome.Status.UNAVAILABLE);
    assertThat(outcome.error()).startsWith("OOM");
    assertThat(stored()).isEqualTo(new RowVersion(0, 5, 0));
  }

  @Test
  void aServerThatLostScriptAndSchemaIsGivenThemAgain() {
    write(Encoding.PACKED, row(0, 5, 0));
    client.scriptFlush();
    client.flushAll();

    assertThat(write(Encoding.PACKED, row(0, 6, 0))).isEqualTo(RowOutcome.WRITTEN);
    try (OnlineStore reader = OnlineStore.connect(redis.address(), "shop")) {
      assertThat(reader.get("u-1")).isPresent();
    }
  }

  @Test
  void rowsWhoseSchemaIsGoneSaySo() {
    write(Encoding.PACKED, row(0, 5, 0));
    client.del(KEYS.schema(Rows.SCHEMA.id()));

    try (OnlineStore reader = OnlineStore.connect(redis.address(), "shop")) {
      assertThatThrownBy(() -> reader.get("u-1"))
          .hasMessage(
              "the profile of u-1 cannot be read: Redis does not hold its schema "
                  + Rows.SCHEMA.id());
    }
  }

  @Test
  void manyUsersAreReadInTheOrderAskedForTheMissingOnesEmpty() {
    RowEncoder packed = encoder(Encoding.PACKED);
    RowEncoder hash = encoder(Encoding.HASH);
    List<RowWrite> writes = new ArrayList<>();
    List<String> users = new ArrayList<>();
    for (int user = 0; user < 1_200; user++) {
      users.add("u-" + user);
      if (user % 3 != 0) {
        writes.add((user % 3 == 1 ? packed : hash).write(Rows.row("u-" + user, user)));
      }
    }
    store.write(writes);

    List<Optional<StoredProfile>> profiles = store.getAll(users);

    for (int user = 0; user < 1_200; user++) {
      if (user % 3 == 0) {
        assertThat(profiles.get(user)).isEmpty();
      } else {
        Rows.assertSame(profiles.get(user).orElseThrow().row(), Rows.row("u-" + user, user));
      }
    }
  }

  @Test
  void aUserOfRedisWhoMayOnlyReadCanReadEveryProfile() {
    send(Command.ACL, "SETUSER", "reader", "on", ">look", "~*", "+@read", "+@connection");
    RedisAddress asReader = new RedisAddress(redis.address().uri(), "reader", "look");
    write(Encoding.HASH, row(0, 1, 1));
    store.write(List.of(encoder(Encoding.PACKED).write(Rows.row("u-2", 1))));

    try (OnlineStore reader = OnlineStore.connect(asReader, "shop")) {
      assertThat(reader.getAll(List.of("u-1", "u-2", "u-3")))
          .extracting(Optional::isPresent)
          .containsExactly(true, true, false);
      assertThat(reader.count()).isEqualTo(2);
      assertThat(reader.embeddingVersions().hasNext()).isFalse();
      assertThat(reader.embeddings(List.of("u-1"))).containsExactly(Optional.empty());
      assertThatThrownBy(() -> reader.putSchema(Rows.SCHEMA))
          .isInstanceOf(OnlineStoreException.class)
          .hasMessageContaining("refused: NOPERM");
    } finally {
      send(Command.ACL, "DELUSER", "reader");
    }
  }

  @Test
  void everyUserIsFoundOnceWhateverItsNameAndNoKeyOfOthers() {
    List<String> users = new ArrayList<>(List.of("{a}", "100%", "line\nbreak", "🎧", " ", "*"));
    users.add("x".repeat(1_024));
    IntStream.range(0, 3_000).forEach(i -> users.add("u-" + i));
    RowEncoder encoder = encoder(Encoding.PACKED);
    store.write(
        users.stream()
            .map(user -> encoder.write(Rows.row(user, new RowVersion(0, 1, 1), new float[] {1})))
            .toList());
    client.set("shop:profile:{%41}", "foreign");
    client.set("shopping:profile:{u}", "another project's");

    assertThat(Lists.newArrayList(store.users())).containsExactlyInAnyOrderElementsOf(users);
    assertThat(store.count()).isEqualTo(users.size());
    for (String user : users.subList(0, 7)) {
      assertThat(store.get(user).orElseThrow().row().userId()).isEqualTo(user);
    }
  }

  @Test
  void aConnectionThatDiedWhileIdleIsReplaced() {
    write(Encoding.PACKED, row(0, 5, 0));
    send(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");

    assertThat(store.get("u-1")).isPresent();
  }

  @Test
  void aPortWhereNobodyListensIsOneClearLine() {
    RedisAddress nobody = RedisAddress.of("127.0.0.1", TestRedis.freePort());

    assertThatThrownBy(() -> OnlineStore.connect(nobody, "shop"))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessage("cannot reach Redis at 127.0.0.1:" + nobody.port() + ": Connection refused");
  }

  @Test
  void aRefusedPasswordIsOneClearLineWithoutIt() {
    try (TestRedis guarded = TestRedis.withPassword("open-sesame")) {
      String uri = guarded.address().uri();
      String where = "Redis at 127.0.0.1:" + guarded.port();

      assertThatThrownBy(
              () -> OnlineStore.connect(new RedisAddress(uri, "", "hocus-pocus"), "shop"))
          .isInstanceOfSatisfying(
              OnlineStoreException.class, e -> assertThat(e.retryable()).isFalse())
          .hasMessage(where + " refused the password")
          .hasStackTraceContaining("WRONGPASS")
          .satisfies(
              e -> assertThat(Throwables.getStackTraceAsString(e)).doesNotContain("hocus-pocus"));
      assertThatThrownBy(() -> OnlineStore.connect(new RedisAddress(uri, "", ""), "shop"))
          .hasMessage(where + " wants a password");
      OnlineStore.connect(guarded.address(), "shop").close();
    }
  }

  /** What Jedis has no method for. */
  private static void send(Command command, String... arguments) {
    try (Connection connection = client.getPool().getResource()) {
      connection.sendCommand(command, arguments);
      connection.getOne();
    }
  }

  private RowOutcome write(Encoding encoding, ProfileRow row) {
    return store.write(List.of(encoder(encoding).write(row))).get(0);
  }

  private RowOutcome delete(RowVersion version) {
    return store.write(List.of(encoder(Encoding.PACKED).delete("u-1", version))).get(0);
  }

  private RowVersion stored() {
    return store.get("u-1").orElseThrow().row().version();
  }

  private static RowEncoder encoder(Encoding encoding) {
    return new RowEncoder("shop", Rows.SCHEMA, encoding, TTL);
  }

  private static ProfileRow row(long generation, long events, long asOf) {
    return Rows.row("u-1", new RowVersion(generation, events, asOf), null);
  }
}
