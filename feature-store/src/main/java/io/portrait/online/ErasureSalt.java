package io.portrait.online;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The salt of erased users' hashes, asked for at most once a minute. There is none where nobody was
 * ever erased; and to a reader who may not read it, nobody was. Thread-safe.
 */
final class ErasureSalt {

  private static final long ASK_AFTER = TimeUnit.MINUTES.toNanos(1);

  /** When to ask next, by {@link System#nanoTime()}. */
  private final AtomicLong due = new AtomicLong(System.nanoTime());

  private volatile byte @Nullable [] value;

  /** Whether the caller is to ask for it now: then nobody else is for a while. */
  boolean isDue() {
    long now = System.nanoTime();
    long at = due.get();
    return now - at >= 0 && due.compareAndSet(at, now + ASK_AFTER);
  }

  /** Takes what Redis answered; no answer at all is no news, and is asked for again. */
  void learn(@Nullable Object reply) {
    if (reply == null || reply instanceof JedisDataException) {
      value = null;
    } else if (reply instanceof byte[] salt) {
      value = salt;
    } else {
      due.set(System.nanoTime());
    }
  }

  /** Null where there is none. */
  byte @Nullable [] value() {
    return value;
  }
}
