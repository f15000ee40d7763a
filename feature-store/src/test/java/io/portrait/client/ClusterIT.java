package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowOutcome;
import io.portrait.online.RowWrite;
import io.portrait.online.Rows;
import io.portrait.online.TestCluster;
import io.portrait.online.TestRedis;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Writing to, and reading from, a real Redis Cluster of three servers. */
class ClusterIT {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final float[] TASTE = {0.6f, -0.8f};
  private static final List<String> USERS =
      IntStream.range(0, 1_200).mapToObj(number -> "u-" + number).toList();

  @TempDir private Path folder;
  private final OnlineKeys keys = new OnlineKeys("shop");
  private TestCluster cluster;
  private OnlineStore store;
  private ProfileClient client;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(folder);
    store = OnlineStore.connect(cluster.address(), "shop");
    store.putSchema(Rows.SCHEMA);
    client =
        ProfileClient.builder("shop")
            .redis(cluster.address())
            .retries(6, Duration.ofMillis(50))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    store.close();
    cluster.close();
  }

  private List<RowOutcome> write(Encoding encoding, List<String> users, long events) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, encoding, 600_000);
    List<RowWrite> writes =
        users.stream()
            .map(user -> encoder.write(Rows.row(user, new RowVersion(0, events, events), TASTE)))
            .toList();
    return Lists.partition(writes, 500).stream()
        .flatMap(some -> store.write(some).stream())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void everyUserIsWrittenAndReadWhereverItLies(Encoding encoding) {
    assertThat(write(encoding, USERS, 7)).containsOnly(RowOutcome.WRITTEN);
    assertThat(write(encoding, USERS, 6)).containsOnly(RowOutcome.REFUSED);

    PreparedView view = client.prepare("views_7d", "embedding");
    List<Profile> profiles = view.getAllBlocking(USERS, DEADLINE);

    assertThat(profiles).extracting(Profile::userId).containsExactlyElementsOf(USERS);
    assertThat(profiles)
        .allSatisfy(
            profile -> {
              assertThat(profile.getLong("views_7d")).hasValue(7);
              assertThat(profile.embedding().orElseThrow()).containsExactly(TASTE);
            });
    assertThat(view.getBlocking("nobody", DEADLINE).status("views_7d"))
        .isEqualTo(ColumnStatus.NOT_FOUND);
    for (int node = 0; node < 3; node++) {
      assertThat(cluster.client(node).dbSize()).as("keys of server " + node).isGreaterThan(500);
    }
    assertThat(store.count()).isEqualTo(USERS.size());
    assertThat(store.getAll(USERS)).allMatch(profile -> profile.isPresent());
    assertThat(store.embeddings(USERS)).allMatch(embedding -> embedding.isPresent());
  }

  @Test
  void aSlotThatMovesIsFollowedByReadersAndWriters() {
    write(Encoding.PACKED, USERS, 7);
    PreparedView view = client.prepare("views_7d");
    assertThat(view.getAllBlocking(USERS, DEADLINE)).allMatch(Profile::found);

    String user = "u-7";
    int slot = JedisClusterCRC16.getSlot(keys.profile(user));
    int from = TestCluster.nodeOf(keys.profile(user));
    int to = (from + 1) % 3;
    String number = String.valueOf(slot);
    String target = cluster.cluster(to, "MYID");
    cluster.cluster(to, "SETSLOT", number, "IMPORTING", cluster.cluster(from, "MYID"));
    cluster.cluster(from, "SETSLOT", number, "MIGRATING", target);

    // Keys that are still where they were, and a new one, which is asked for at the new place.
    assertThat(view.getBlocking(user, DEADLINE).getLong("views_7d")).hasValue(7);
    TestRedis.send(
        cluster.client(from),
        Command.MIGRATE,
        "127.0.0.1",
        String.valueOf(cluster.node(to).port()),
        "",
        "0",
        "5000",
        "KEYS",
        new String(keys.profile(user), StandardCharsets.UTF_8),
        new String(keys.embedding(user), StandardCharsets.UTF_8));
    assertThat(view.getBlocking(user, DEADLINE).getLong("views_7d")).as("asked for").hasValue(7);
    assertThat(write(Encoding.PACKED, List.of(user), 8)).containsExactly(RowOutcome.WRITTEN);
    assertThat(view.getBlocking(user, DEADLINE).getLong("views_7d")).hasValue(8);

    for (int node = 0; node < 3; node++) {
      cluster.cluster(node, "SETSLOT", number, "NODE", target);
    }
    assertThat(view.getBlocking(user, DEADLINE).getLong("views_7d")).as("moved").hasValue(8);
    assertThat(write(Encoding.PACKED, List.of(user), 9)).containsExactly(RowOutcome.WRITTEN);
    assertThat(view.getAllBlocking(USERS, DEADLINE)).allMatch(Profile::found);
  }

  @Test
  void aServerThatDiesTakesOnlyItsOwnUsersWithIt() {
    write(Encoding.PACKED, USERS, 7);
    PreparedView view = client.prepare("views_7d");
    assertThat(view.getAllBlocking(USERS, DEADLINE)).allMatch(Profile::found);

    cluster.node(1).kill();

    List<Profile> profiles = view.getAllBlocking(USERS, DEADLINE);
    assertThat(profiles)
        .allSatisfy(
            profile ->
                assertThat(profile.status("views_7d"))
                    .as(profile.userId() + ": " + profile.error())
                    .isEqualTo(
                        TestCluster.nodeOf(keys.profile(profile.userId())) == 1
                            ? ColumnStatus.ERROR
                            : ColumnStatus.PARTIAL));
  }

  @Test
  void anyOneServerThatAnswersTellsOfTheOthers() {
    write(Encoding.PACKED, USERS, 7);
    RedisAddress one =
        new RedisAddress("redis+cluster://127.0.0.1:1,127.0.0.1:" + cluster.node(2).port(), "", "");
    try (ProfileClient other = ProfileClient.builder("shop").redis(one).build()) {
      assertThat(other.prepare("segment").getAllBlocking(USERS, DEADLINE)).allMatch(Profile::found);
    }
  }
}
