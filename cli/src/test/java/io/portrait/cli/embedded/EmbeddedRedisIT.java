package io.portrait.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portrait.cli.Failure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

class EmbeddedRedisIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void keepsItsRowsOverARestart() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), 0);
        RedisClient client = client(redis)) {
      client.set("user", "row");
    }

    try (EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), 0);
        RedisClient client = client(redis)) {
      assertThat(client.get("user")).isEqualTo("row");
    }
  }

  @Test
  void leavesNoProcessBehind() {
    EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), 0);
    List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
    assertThat(processes).isNotEmpty().allMatch(ProcessHandle::isAlive);

    redis.close();

    assertThat(redis.running()).isFalse();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void diesWithTheProcessThatStartedIt() throws Exception {
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                directory.resolve("redis").toString())
            .redirectErrorStream(true)
            .start();
    assertThat(owner.inputReader().readLine()).isEqualTo("started");
    List<ProcessHandle> processes = owner.descendants().toList();
    assertThat(processes).hasSizeGreaterThanOrEqualTo(2);

    owner.destroyForcibly().waitFor();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedRedis.start(directory, taken.getLocalPort()))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " for Redis cannot be used");
    }
  }

  @Test
  void pointsAtItsLogWhenItDoesNotStart() throws Exception {
    assertThatThrownBy(() -> EmbeddedRedis.start(directory, 0, "--no-such-setting", "1"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("redis-server did not start")
        .hasMessageContaining("redis.log");
    assertThat(Files.readString(directory.resolve("redis.log"))).contains("no-such-setting");
  }

  private static RedisClient client(EmbeddedRedis redis) {
    return RedisClient.create(URI.create(redis.uri()));
  }

  /** A process that starts a server and then waits to be killed. */
  static final class Owner {
    public static void main(String[] arguments) throws Exception {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]), 0);
      System.out.println("started");
      while (redis.running()) {
        System.in.read();
      }
    }
  }
}
