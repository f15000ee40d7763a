package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.online.OnlineMemory.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** What a real Redis shows of what it has forgotten. */
class OnlineMemoryIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aServerThatKeepsItsKeysIsAnotherServerOfTheSameMemory() {
    try (TestRedis redis = TestRedis.durable(folder);
        OnlineMemory memory = OnlineMemory.of(redis.address(), "shop")) {
      Seen before = memory.look();
      memory.mark("job:7");
      assertThat(memory.look()).isEqualTo(new Seen(before.token(), before.servers(), "job:7"));

      redis.kill();
      redis.restart();

      Seen after = memory.look();
      assertThat(after.token()).isEqualTo(before.token());
      assertThat(after.mark()).isEqualTo("job:7");
      assertThat(after.servers()).isNotEqualTo(before.servers());
      assertThat(after.isCluster()).isFalse();
    }
  }

  @Test
  void keysThatWereLostTakeTokenAndMarkAlong() {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client();
        OnlineMemory memory = OnlineMemory.of(redis.address(), "shop")) {
      Seen before = memory.look();
      memory.mark("job:7");

      TestRedis.send(client, Command.FLUSHALL);

      Seen after = memory.look();
      assertThat(after.token()).isNotEmpty().isNotEqualTo(before.token());
      assertThat(after.mark()).isEmpty();
      assertThat(after.servers()).isEqualTo(before.servers());
    }
  }

  @Test
  void eachServerOfAClusterCounts() {
    try (TestCluster cluster = TestCluster.start(folder);
        OnlineMemory memory = OnlineMemory.of(cluster.address(), "shop")) {
      Seen before = memory.look();
      assertThat(before.isCluster()).isTrue();
      assertThat(before.servers().split(",")).hasSize(3).doesNotHaveDuplicates();
      memory.mark("job:7");
      assertThat(memory.look().mark()).isEqualTo("job:7");

      cluster.node(1).kill();
      assertThatThrownBy(memory::look)
          .isInstanceOfSatisfying(
              OnlineStoreException.class, e -> assertThat(e.retryable()).isTrue());
    }
  }

  @Test
  void whoMayNotAskForServersSeesTheRest() {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client()) {
      TestRedis.send(
          client, Command.ACL, "SETUSER", "job", "on", ">secret", "~shop:*", "+@all", "-info");
      RedisAddress job = new RedisAddress(redis.address().uri(), "job", "secret");
      try (OnlineMemory memory = OnlineMemory.of(job, "shop")) {
        Seen seen = memory.look();
        assertThat(seen.token()).isNotEmpty();
        assertThat(seen.servers()).isEmpty();
      }
    }
  }
}
