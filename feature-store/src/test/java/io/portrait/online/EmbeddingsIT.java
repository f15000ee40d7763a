package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import io.portrait.definition.Online.Encoding;
import io.portrait.profile.RowVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** Every embedding of a project, read by itself. */
class EmbeddingsIT {

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
  void comesWithTheVersionOfItsRow(Encoding encoding) {
    RowVersion version = new RowVersion(1, 7, -5);
    write(encoding, "u-1", version, 0.6f, 0.8f);

    assertThat(versions()).containsExactly(new EmbeddingVersion("u-1", version));
    StoredEmbedding stored = store.embeddings(List.of("u-1")).get(0).orElseThrow();
    assertThat(stored.userId()).isEqualTo("u-1");
    assertThat(stored.version()).isEqualTo(version);
    assertThat(stored.vector()).containsExactly(0.6f, 0.8f);
  }

  @Test
  void areGivenInTheOrderAskedForTheMissingOnesEmpty() {
    for (int user = 0; user < 1_200; user += 2) {
      write(Encoding.PACKED, "u-" + user, new RowVersion(0, 1, 1), user, 1);
    }
    List<String> users = IntStream.range(0, 1_200).mapToObj(i -> "u-" + i).toList();

    List<Optional<StoredEmbedding>> embeddings = store.embeddings(users);

    assertThat(embeddings).hasSize(1_200);
    for (int user = 0; user < 1_200; user++) {
      if (user % 2 == 0) {
        assertThat(embeddings.get(user).orElseThrow().vector()).containsExactly(user, 1);
      } else {
        assertThat(embeddings.get(user)).isEmpty();
      }
    }
  }

  @Test
  void versionsNameEveryUserOnceWhateverItsNameAndNoKeyOfOthers() {
    List<String> users = new ArrayList<>(List.of("{a}", "100%", "line\nbreak", "🎧", " ", "*"));
    IntStream.range(0, 3_000).forEach(i -> users.add("u-" + i));
    users.forEach(user -> write(Encoding.PACKED, user, new RowVersion(0, 1, 1), 1));
    store.write(List.of(encoder(Encoding.PACKED).write(Rows.row("without", 1))));
    client.set("shop:embedding:{%41}", "foreign");
    client.set("shopping:embedding:{u}", "another project's");

    assertThat(versions())
        .extracting(EmbeddingVersion::userId)
        .containsExactlyInAnyOrderElementsOf(users);
  }

  @Test
  void aProjectWithoutEmbeddingsHasNoPage() {
    store.write(List.of(encoder(Encoding.PACKED).write(Rows.row("without", 1))));

    assertThat(store.embeddingVersions().hasNext()).isFalse();
    assertThat(store.embeddings(List.of())).isEmpty();
  }

  @Test
  void anUnknownFormatSaysWhose() {
    write(Encoding.PACKED, "u-1", new RowVersion(0, 1, 1), 1);
    byte[] foreign = client.get(KEYS.embedding("u-1"));
    foreign[0] = 2;
    client.set(KEYS.embedding("u-1"), foreign);

    assertThatThrownBy(this::versions)
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageStartingWith("the embedding of u-1 cannot be read: the row has format 2");
    assertThatThrownBy(() -> store.embeddings(List.of("u-1")))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageStartingWith("the embedding of u-1 cannot be read: the row has format 2");
  }

  private List<EmbeddingVersion> versions() {
    List<EmbeddingVersion> versions = new ArrayList<>();
    Lists.newArrayList(store.embeddingVersions()).forEach(versions::addAll);
    return versions;
  }

  private void write(Encoding encoding, String user, RowVersion version, float... vector) {
    RowWrite write = encoder(encoding).write(Rows.row(user, version, vector));
    assertThat(store.write(List.of(write))).containsExactly(RowOutcome.WRITTEN);
  }

  private static RowEncoder encoder(Encoding encoding) {
    return new RowEncoder("shop", Rows.SCHEMA, encoding, 60_000);
  }
}
