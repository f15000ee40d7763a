package io.portrait.benchmark.reader;

import com.google.common.collect.Lists;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** A redis-server of its own, with profiles in it. */
final class FilledRedis implements AutoCloseable {

  static final String PROJECT = "shop";

  private static final long STAYS = 24 * 3_600_000L;
  private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)");

  private final Path folder;
  private final EmbeddedRedis redis;
  private final RedisClient plain;

  FilledRedis(Path parent) throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(parent), "reader-");
    redis = EmbeddedRedis.start(folder.toAbsolutePath(), 0);
    plain = plain(1);
  }

  RedisAddress address() {
    return new RedisAddress(redis.uri(), "", "");
  }

  /** Jedis by itself. */
  RedisClient plain(int connections) {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(connections);
    config.setMaxIdle(connections);
    return RedisClient.builder()
        .hostAndPort(address().host(), address().port())
        .poolConfig(config)
        .build();
  }

  /** Empties it and writes rows; gives how many bytes each takes there, keys and all. */
  double fill(MadeUpRows rows, Encoding encoding, int users) {
    plain.flushAll();
    long before = usedMemory();
    try (OnlineStore store = OnlineStore.connect(address(), PROJECT)) {
      store.putSchema(rows.schema());
      RowEncoder encoder = new RowEncoder(PROJECT, rows.schema(), encoding, STAYS);
      for (List<Integer> some : Lists.partition(IntStream.range(0, users).boxed().toList(), 500)) {
        store.write(some.stream().map(user -> encoder.write(rows.of(user))).toList());
      }
    }
    return (usedMemory() - before) / (double) users;
  }

  private long usedMemory() {
    Matcher matcher = USED_MEMORY.matcher(Objects.requireNonNull(plain.info("memory")));
    if (!matcher.find()) {
      throw new IllegalStateException("Redis does not say how much memory it uses");
    }
    return Long.parseLong(matcher.group(1));
  }

  @Override
  public void close() throws IOException {
    plain.close();
    redis.close();
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
