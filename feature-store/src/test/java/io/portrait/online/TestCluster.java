package io.portrait.online;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real Redis Cluster of three servers, each with a third of the slots, none with a replica. */
public final class TestCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final int NODES = 3;

  private final List<TestRedis> nodes = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();

  private TestCluster() {}

  /** Starts it and waits until it serves. */
  public static TestCluster start(Path folder) {
    TestCluster cluster = new TestCluster();
    try {
      for (int node = 0; node < NODES; node++) {
        TestRedis started =
            TestRedis.inCluster(Files.createDirectories(folder.resolve("node-" + node)));
        cluster.nodes.add(started);
        cluster.clients.add(started.client());
      }
      cluster.join();
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void join() {
    for (int node = 0; node < NODES; node++) {
      int first = node * SLOTS / NODES;
      int last = (node + 1) * SLOTS / NODES - 1;
      cluster(node, "ADDSLOTSRANGE", String.valueOf(first), String.valueOf(last));
      cluster(0, "MEET", "127.0.0.1", String.valueOf(nodes.get(node).port()), busPort(node));
    }
    for (int node = 0; node < NODES; node++) {
      int one = node;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  cluster(one, "INFO")
                      .contains("cluster_state:ok\r\ncluster_slots_assigned:" + SLOTS));
    }
  }

  private String busPort(int node) {
    return TestRedis.send(clients.get(node), Command.CONFIG, "GET", "cluster-port")
            instanceof List<?> pair
        ? text(pair.get(1))
        : "";
  }

  /** {@code CLUSTER ...} to one of the servers; its answer as text. */
  public String cluster(int node, String... arguments) {
    return text(TestRedis.send(clients.get(node), Command.CLUSTER, arguments));
  }

  private static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  /** One of the servers. */
  public TestRedis node(int number) {
    return nodes.get(number);
  }

  /** A plain client of one of the servers, which follows nobody to another. */
  public RedisClient client(int number) {
    return clients.get(number);
  }

  /** Which server a key belongs to at first. */
  public static int nodeOf(byte[] key) {
    int slot = JedisClusterCRC16.getSlot(key);
    int node = 0;
    while (slot >= (node + 1) * SLOTS / NODES) {
      node++;
    }
    return node;
  }

  /** All servers, in the form of a cluster's address. */
  public RedisAddress address() {
    return new RedisAddress(
        nodes.stream()
            .map(node -> "127.0.0.1:" + node.port())
            .collect(Collectors.joining(",", "redis+cluster://", "")),
        "",
        "");
  }

  @Override
  public void close() {
    clients.forEach(RedisClient::close);
    nodes.forEach(TestRedis::close);
  }
}
