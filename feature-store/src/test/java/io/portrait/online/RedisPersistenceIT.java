package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** What is deleted has to leave the files, too. */
class RedisPersistenceIT {

  private static final Duration WITHIN = Duration.ofMinutes(1);
  private static final String KEY = "shop:profile:{somebody-who-was-erased}";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aDeletedKeyLeavesTheAppendOnlyFile() throws Exception {
    try (TestRedis redis = TestRedis.durable(folder);
        RedisClient client = redis.client()) {
      client.set(KEY, "row");
      client.del(KEY);
      assertThat(filesHold(KEY)).isTrue();

      RedisPersistence.Outcome outcome = RedisPersistence.rewrite(redis.address(), WITHIN);

      assertThat(outcome.rewritten()).containsExactly("append-only file");
      assertThat(outcome.refused()).isEmpty();
      assertThat(filesHold(KEY)).isFalse();
    }
  }

  @Test
  void whoKeepsNothingHasNothingToWrite() {
    try (TestRedis redis = TestRedis.inMemory()) {
      RedisPersistence.Outcome outcome = RedisPersistence.rewrite(redis.address(), WITHIN);

      assertThat(outcome.rewritten()).isEmpty();
      assertThat(outcome.refused()).isEmpty();
    }
  }

  @Test
  void everyServerOfAClusterWritesItsDump() {
    try (TestCluster cluster = TestCluster.start(folder)) {
      for (int node = 0; node < 3; node++) {
        TestRedis.send(cluster.client(node), Command.CONFIG, "SET", "save", "3600 1000");
      }

      RedisPersistence.Outcome outcome = RedisPersistence.rewrite(cluster.address(), WITHIN);

      assertThat(outcome.rewritten()).containsExactly("dump");
      assertThat(outcome.refused()).isEmpty();
      for (int node = 0; node < 3; node++) {
        assertThat(folder.resolve("node-" + node).resolve("dump.rdb")).isNotEmptyFile();
      }
    }
  }

  private boolean filesHold(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> read(file).contains(text));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
