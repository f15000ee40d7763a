package io.portrait.event;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * How an erased user is remembered without the user's id: by a hash, salted so that nobody who
 * finds it can try ids against it without the salt.
 */
public final class ErasedUser {

  /** Half of a SHA-256, 128 bits: two of a billion users share one once in 10^21. */
  private static final int DIGITS = 32;

  private ErasedUser() {}

  /**
   * What stands for the user: the first 32 lower-case hex digits of SHA-256(salt, then the id's
   * UTF-8).
   *
   * @param salt the project's own, random, 32 bytes where Portrait drew it; left unchanged
   * @param userId as in events
   */
  public static String hash(byte[] salt, String userId) {
    return Hashing.sha256()
        .newHasher()
        .putBytes(salt)
        .putString(userId, StandardCharsets.UTF_8)
        .hash()
        .toString()
        .substring(0, DIGITS);
  }
}
