package io.portrait.definition;

import java.time.Duration;

/**
 * How profiles are served (section {@code online}).
 *
 * @param ttl how long a row stays in Redis after its last write
 * @param emitAtMostEvery the least time between two rows of one user, by the clock
 * @param encoding how a row lies in Redis
 */
public record Online(Duration ttl, Duration emitAtMostEvery, Encoding encoding) {

  /** How a row lies in Redis. */
  public enum Encoding {
    /** One string: a header and a MessagePack array. */
    PACKED,
    /** A hash, a field per column. */
    HASH
  }

  /** What holds where the file says nothing. */
  public static final Online DEFAULT =
      new Online(Duration.ofDays(90), Duration.ofSeconds(1), Encoding.PACKED);
}
