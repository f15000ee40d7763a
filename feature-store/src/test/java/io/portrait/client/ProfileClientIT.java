package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Online.Encoding;
import io.portrait.event.ErasedUser;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** Look-ups in a real redis-server, of rows as the job writes them. */
class ProfileClientIT {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final float[] TASTE = {0.6f, -0.8f};

  /** What {@link Rows#row} of 12 events is as of. */
  private static final long AS_OF = 12_000;

  private static TestRedis redis;
  private static RedisClient plain;

  private final OnlineKeys keys = new OnlineKeys("shop");
  private OnlineStore store;
  private ProfileClient client;

  @BeforeAll
  static void start() {
    redis = TestRedis.inMemory();
    plain = redis.client();
  }

  @AfterAll
  static void stop() {
    plain.close();
    redis.close();
  }

  @BeforeEach
  void connect() {
    plain.flushAll();
    store = OnlineStore.connect(redis.address(), "shop");
    store.putSchema(Rows.SCHEMA);
    client = client(null);
  }

  @AfterEach
  void disconnect() {
    client.close();
    store.close();
  }

  private static ProfileClient client(@Nullable Duration staleAfter) {
    ProfileClient.Builder builder =
        ProfileClient.builder("shop")
            .redis(redis.address())
            .clock(InstantSource.fixed(Instant.ofEpochMilli(AS_OF + 60_000)));
    if (staleAfter != null) {
      builder.staleAfter(staleAfter);
    }
    return builder.build();
  }

  private void write(Encoding encoding, ProfileRow row) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, encoding, 60_000);
    store.write(List.of(encoder.write(row)));
  }

  private void write(String userId) {
    write(Encoding.PACKED, row(userId));
  }

  private static ProfileRow row(String userId) {
    return Rows.row(userId, new RowVersion(0, 12, AS_OF), TASTE);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void givesEveryColumnOfEveryType(Encoding encoding) {
    write(encoding, row("u-1"));

    Profile profile = client.prepareAll().getBlocking("u-1", DEADLINE);

    assertThat(profile.found()).isTrue();
    assertThat(profile.version()).contains(new RowVersion(0, 12, AS_OF));
    assertThat(profile.getLong("views_7d")).isEqualTo(OptionalLong.of(12));
    assertThat(profile.getDouble("spend_30d")).isEqualTo(OptionalDouble.of(59.9));
    assertThat(profile.getDouble("views_7d")).isEqualTo(OptionalDouble.of(12));
    assertThat(profile.getText("last_search")).contains("light trail running shoes");
    assertThat(profile.getTime("last_seen")).contains(Instant.ofEpochMilli(1_795_774_530_123L));
    assertThat(profile.getTexts("categories_30d")).contains(List.of("shoes", "Überzieher"));
    assertThat(profile.getNumbers("_models")).contains(Map.of("churn", 17L));
    assertThat(profile.getLong("segment")).isEqualTo(OptionalLong.of(3));
    assertThat(profile.getDouble("churn_probability")).isEqualTo(OptionalDouble.of(0.25));
    assertThat(profile.getTime("_as_of")).contains(Instant.ofEpochMilli(AS_OF));
    assertThat(profile.embedding().orElseThrow()).containsExactly(TASTE);
    assertThat(profile.age("segment")).contains(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void saysWhatBecameOfEachColumn(Encoding encoding) {
    ProfileRow row = row("u-1");
    row.values().set(1, Double.NaN);
    write(encoding, row);
    PreparedView view = client.prepare("views_7d", "spend_30d", "last_search", "embedding");

    Profile profile = view.getBlocking("u-1", DEADLINE);
    assertThat(profile.status("views_7d")).isEqualTo(ColumnStatus.PARTIAL);
    assertThat(profile.status("spend_30d")).isEqualTo(ColumnStatus.NULL);
    assertThat(profile.status("last_search")).isEqualTo(ColumnStatus.PRESENT);
    assertThat(profile.status("embedding")).isEqualTo(ColumnStatus.PRESENT);
    assertThat(profile.getDouble("spend_30d")).isEmpty();
    assertThat(profile.age("spend_30d")).isEmpty();

    Profile nobody = view.getBlocking("u-2", DEADLINE);
    assertThat(nobody.found()).isFalse();
    assertThat(nobody.version()).isEmpty();
    assertThat(nobody.status("views_7d")).isEqualTo(ColumnStatus.NOT_FOUND);
  }

  @Test
  void aValueOlderThanTrustedIsStale() {
    write("u-1");
    try (ProfileClient exact = client(Duration.ofMinutes(1));
        ProfileClient strict = client(Duration.ofMillis(59_999))) {
      Profile old = strict.prepare("segment").getBlocking("u-1", DEADLINE);

      assertThat(exact.prepare("segment").getBlocking("u-1", DEADLINE).status("segment"))
          .isEqualTo(ColumnStatus.PRESENT);
      assertThat(old.status("segment")).isEqualTo(ColumnStatus.STALE);
      assertThat(old.getLong("segment")).hasValue(3);
    }
  }

  @Test
  void anErasedUserIsToldFromOneNeverSeen() {
    byte[] salt = {1, 2, 3};
    plain.set(keys.erasureSalt(), salt);
    plain.set(keys.erased(ErasedUser.hash(salt, "gone")), new byte[] {'1'});
    write("u-1");

    List<Profile> profiles =
        client.prepare("segment").getAllBlocking(List.of("gone", "u-1", "never"), DEADLINE);

    assertThat(profiles)
        .extracting(profile -> profile.status("segment"))
        .containsExactly(ColumnStatus.ERASED, ColumnStatus.PRESENT, ColumnStatus.NOT_FOUND);
  }

  @Test
  void keepsTheOrderAndRepeats() {
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 1_700; i++) {
      asked.add("u-" + i * 7 % 50);
    }
    for (int i = 0; i < 50; i += 2) {
      write("u-" + i);
    }

    List<Profile> profiles = client.prepare("segment").getAll(asked, DEADLINE).join();

    assertThat(profiles).extracting(Profile::userId).containsExactlyElementsOf(asked);
    assertThat(profiles)
        .allSatisfy(
            profile ->
                assertThat(profile.found())
                    .isEqualTo(Integer.parseInt(profile.userId().substring(2)) % 2 == 0));
  }

  @Test
  void anUnknownColumnIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> client.prepare("segment", "view_7d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no column 'view_7d' (did you mean 'views_7d'?)");
  }

  record Shop(String userId, long views7d, Optional<String> lastSearch, float[] embedding) {}

  @Test
  void mapsToARecord() {
    write("u-1");

    Shop shop = client.prepare(Shop.class).getBlocking("u-1", DEADLINE).as(Shop.class);

    assertThat(shop.userId()).isEqualTo("u-1");
    assertThat(shop.views7d()).isEqualTo(12);
    assertThat(shop.lastSearch()).contains("light trail running shoes");
    assertThat(shop.embedding()).containsExactly(TASTE);
  }
}
