package io.portrait.audience;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * User ids that only who has the secret can make again: HMAC-SHA-256 (RFC 2104) of an id's UTF-8,
 * 64 lower-case hex digits. Without a secret, hashes of ids that can be guessed hide nothing. For
 * one thread.
 */
public final class HashedIds {

  /** A shorter secret could be found by trying. */
  public static final int SHORTEST_SECRET = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;
  private final boolean isNormalised;

  /**
   * With a secret.
   *
   * @param isNormalised whether space around an id and the case of its letters are left out first,
   *     as those want it who hash mail addresses
   * @throws IllegalArgumentException if the secret is shorter than {@link #SHORTEST_SECRET} bytes
   */
  public HashedIds(String secret, boolean isNormalised) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    if (key.length < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "the secret has " + key.length + " bytes, " + SHORTEST_SECRET + " are the least");
    }
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
    this.isNormalised = isNormalised;
  }

  /** The hash of an id. */
  public String of(String userId) {
    String id = isNormalised ? userId.strip().toLowerCase(Locale.ROOT) : userId;
    return HexFormat.of().formatHex(mac.doFinal(id.getBytes(StandardCharsets.UTF_8)));
  }
}
