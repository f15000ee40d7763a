package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.feed.Topic;
import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RedisAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each part of the cluster can be taken away and given back. */
class PortraitClusterIT {

  private static final Duration WITHIN = Duration.ofMinutes(2);

  @TempDir static Path directory;
  private static PortraitCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = PortraitCluster.start(directory, Map.of());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void a_killed_broker_comes_back_with_its_topics_behind_its_wire() throws Exception {
    try (Topic topic = Topic.of(cluster.bootstrap(), "kept")) {
      topic.make(3);

      cluster.kafka().process().kill();
      assertThat(cluster.kafka().process().running()).isFalse();
      cluster.kafka().restart();

      assertThat(topic.partitions()).isEqualTo(3);
    }
  }

  @Test
  void a_killed_redis_comes_back_empty() throws Exception {
    RedisAddress address = new RedisAddress(cluster.redisUri(), "", "");
    try (OnlineStore store = OnlineStore.connect(address, "kit")) {
      store.putErasureSalt(new byte[] {1});
      cluster.redis().process().kill();
      assertThatThrownBy(store::count).isInstanceOf(OnlineStoreException.class);

      cluster.redis().restart();
      Awaitility.await().atMost(WITHIN).ignoreExceptions().until(() -> store.count() == 0);
    }
  }

  @Test
  void a_cut_wire_refuses_and_a_mended_one_does_not() throws Exception {
    RedisAddress address = new RedisAddress(cluster.redisUri(), "", "");
    try (OnlineStore store = OnlineStore.connect(address, "kit")) {
      cluster.redisWire().cut();
      assertThatThrownBy(store::count).isInstanceOf(OnlineStoreException.class);

      cluster.redisWire().mend();
      Awaitility.await().atMost(WITHIN).ignoreExceptions().until(() -> store.count() == 0);
    }
  }

  @Test
  void a_killed_job_manager_is_followed_by_another_that_finds_the_task_managers() throws Exception {
    KeptProcess killed = cluster.flink().jobManager();
    killed.kill();
    cluster.flink().startJobManager();

    cluster.flink().awaitSlots(4);
    assertThat(cluster.flink().jobManager().pid()).isNotEqualTo(killed.pid());
  }

  @Test
  void a_killed_task_manager_is_missed_and_replaced() throws Exception {
    Map.Entry<String, KeptProcess> one =
        cluster.flink().taskManagers().entrySet().iterator().next();
    one.getValue().kill();

    Awaitility.await()
        .atMost(WITHIN)
        .until(() -> !cluster.flink().rest().get("/taskmanagers").contains(one.getKey()));
    assertThat(cluster.flink().taskManagers()).hasSize(1);
    cluster.flink().startTaskManager();
    cluster.flink().awaitSlots(4);
  }

  @Test
  void a_locked_catalog_makes_others_wait_and_one_taken_away_comes_back_as_it_was()
      throws Exception {
    Warehouse warehouse = Warehouse.in(directory.resolve("lake"));
    AutoCloseable locked = warehouse.lock();
    assertThatThrownBy(() -> count(warehouse)).hasMessageContaining("locked");
    locked.close();
    assertThat(count(warehouse)).isZero();

    AutoCloseable hidden = warehouse.hide();
    assertThatThrownBy(() -> count(warehouse)).isInstanceOf(SQLException.class);
    hidden.close();
    assertThat(count(warehouse)).isZero();
  }

  /** Of the tables of its catalog, without waiting for a lock. */
  private static int count(Warehouse warehouse) throws SQLException {
    Path catalog = warehouse.directory().resolve("catalog.db");
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + catalog + "?busy_timeout=0");
        Statement statement = connection.createStatement()) {
      return statement.executeQuery("SELECT count(*) FROM sqlite_master").getInt(1);
    }
  }

  @Test
  void a_paused_process_neither_ends_nor_works() throws Exception {
    KeptProcess redis = cluster.redis().process();
    redis.pause();
    assertThat(redis.running()).isTrue();
    redis.resume();
    RedisAddress address = new RedisAddress(cluster.redis().uri(), "", "");
    try (OnlineStore store = OnlineStore.connect(address, "kit")) {
      assertThat(store.count()).isZero();
    }
  }
}
