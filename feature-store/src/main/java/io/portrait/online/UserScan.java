package io.portrait.online;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * The users of keys of one kind by SCAN, server by server, each once: SCAN itself may give a key
 * twice, and a cluster's slots may move meanwhile.
 */
final class UserScan implements Iterator<String> {

  private static final byte[] START = {'0'};
  private static final byte[] MATCH = "MATCH".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COUNT = "COUNT".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAGE = "1000".getBytes(StandardCharsets.US_ASCII);

  private final Queue<RedisLink.Server> servers;
  private final byte[] pattern;
  private final Function<byte[], Optional<String>> userOf;
  private final Set<String> given = new HashSet<>();
  private final Queue<String> page = new ArrayDeque<>();
  private byte[] cursor = START;

  /**
   * A scan from the start.
   *
   * @param pattern what the keys match
   * @param userOf whose a key is; empty for one that is passed over
   */
  UserScan(RedisLink link, byte[] pattern, Function<byte[], Optional<String>> userOf) {
    servers = new ArrayDeque<>(link.servers());
    this.pattern = pattern;
    this.userOf = userOf;
  }

  @Override
  public boolean hasNext() {
    while (page.isEmpty() && !servers.isEmpty()) {
      readPage();
    }
    return !page.isEmpty();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }

  private void readPage() {
    List<?> reply = servers.element().with(this::scan);
    cursor = (byte[]) reply.get(0);
    if (cursor.length == 1 && cursor[0] == '0') {
      servers.remove();
    }
    for (Object key : (List<?>) reply.get(1)) {
      Optional<String> user = userOf.apply((byte[]) key);
      if (user.isPresent() && given.add(user.get())) {
        page.add(user.get());
      }
    }
  }

  private List<?> scan(Connection connection) {
    connection.sendCommand(Command.SCAN, cursor, MATCH, pattern, COUNT, PAGE);
    return (List<?>) connection.getOne();
  }
}
