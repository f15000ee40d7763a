package io.portrait.online;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.client.ProfileClient;
import io.portrait.definition.Online.Encoding;
import io.portrait.event.ErasedUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under the rights that {@code docs/redis.acl} gives, and no more. */
class AclIT {

  private static final byte[] SALT = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private TestRedis redis;

  @BeforeEach
  void start() throws Exception {
    redis = TestRedis.durable(folder);
    AclUsers.create(redis);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private RedisAddress as(String user) {
    return AclUsers.as(redis, user, user.equals("portrait") ? "job-password" : user + "-password");
  }

  @ParameterizedTest
  @EnumSource
  void theJobWritesErasesAndLooksAndAppsRead(Encoding encoding) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, encoding, 600_000);
    try (OnlineStore store = OnlineStore.connect(as("portrait"), "shop")) {
      store.putSchema(Rows.SCHEMA);
      store.putErasureSalt(SALT);
      List<RowWrite> writes =
          List.of(
              encoder.write(Rows.row("u-1", 5)),
              encoder.write(
                  Rows.row("u-2", Rows.row("u-2", 6).version(), new float[] {0.5f, 0.5f})),
              encoder.write(Rows.row("u-3", 7)),
              encoder.erase("u-3", ErasedUser.hash(SALT, "u-3"), 1_000, 600_000));
      assertThat(store.write(writes)).containsOnly(RowOutcome.WRITTEN);
      assertThat(store.users()).toIterable().containsExactlyInAnyOrder("u-1", "u-2");
      assertThat(store.getAll(List.of("u-1", "u-3")).get(0)).isPresent();
      assertThat(store.embeddings(List.of("u-2")).get(0)).isPresent();
    }
    try (ProfileClient client = ProfileClient.builder("shop").redis(as("app")).build()) {
      var profiles =
          client
              .prepare("views_7d", "embedding")
              .getAllBlocking(List.of("u-1", "u-2", "u-3", "u-4"), DEADLINE);
      assertThat(profiles.get(0).getLong("views_7d")).hasValue(5);
      assertThat(profiles.get(1).getLong("views_7d")).hasValue(6);
      assertThat(profiles.get(2).status("views_7d").name()).isEqualTo("ERASED");
      assertThat(profiles.get(3).status("views_7d").name()).isEqualTo("NOT_FOUND");
    }
    assertThat(RedisPersistence.rewrite(as("eraser"), DEADLINE).rewritten())
        .contains("append-only file");
  }

  @Test
  void anAppWritesNothingAndNobodySeesAnotherProject() {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 600_000);
    try (OnlineStore store = OnlineStore.connect(as("app"), "shop")) {
      assertThatThrownBy(() -> store.putSchema(Rows.SCHEMA))
          .isInstanceOf(OnlineStoreException.class)
          .hasMessageNotContaining("\n")
          .hasMessageContaining("permission");
      assertThatThrownBy(() -> store.write(List.of(encoder.write(Rows.row("u-1", 5)))))
          .isInstanceOf(OnlineStoreException.class);
    }
    for (String user : List.of("portrait", "app")) {
      try (OnlineStore store = OnlineStore.connect(as(user), "bank")) {
        assertThatThrownBy(() -> store.get("u-1")).hasMessageContaining("permission");
      }
    }
    assertThatThrownBy(
            () -> OnlineStore.connect(AclUsers.as(redis, "portrait", "wrong"), "shop").close())
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageNotContaining("wrong");
  }
}
