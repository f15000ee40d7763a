package io.portrait.online;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** The users that {@code docs/redis.acl} describes, made in a Redis of a test. */
public final class AclUsers {

  private static final Path FILE = Path.of("..", "docs", "redis.acl");

  private AclUsers() {}

  /** Makes them. */
  public static void create(TestRedis redis) throws IOException {
    try (RedisClient client = redis.client()) {
      for (String line : Files.readAllLines(FILE)) {
        List<String> words = Arrays.asList(line.split(" "));
        if (words.get(0).equals("user")) {
          String[] arguments = words.toArray(String[]::new);
          arguments[0] = "SETUSER";
          Assertions.assertThat(TestRedis.send(client, Command.ACL, arguments)).isNotNull();
        }
      }
    }
  }

  /** A Redis as one of them. */
  public static RedisAddress as(TestRedis redis, String user, String password) {
    return new RedisAddress("redis://127.0.0.1:" + redis.port(), user, password);
  }
}
