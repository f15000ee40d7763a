package io.portrait.online;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of a project in Redis.
 *
 * <p>The braces around the user make profile and embedding share a slot of a Redis cluster. So that
 * every user id, whatever its characters, has one key of its own, the percent sign, both braces and
 * the control characters (0x00 to 0x1F, 0x7F) of its UTF-8 are percent-encoded, with upper-case
 * digits: an opening brace is {@code %7B}.
 */
public final class OnlineKeys {

  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final String project;
  private final byte[] profilePrefix;
  private final byte[] embeddingPrefix;

  /** Keys under the prefix {@code project}. */
  public OnlineKeys(String project) {
    this.project = project;
    profilePrefix = ascii(project + ":profile:{");
    embeddingPrefix = ascii(project + ":embedding:{");
  }

  /** {@code <project>:profile:}, then the user in braces. */
  public byte[] profile(String userId) {
    return key(profilePrefix, userId);
  }

  /** {@code <project>:embedding:}, then the user in braces. */
  public byte[] embedding(String userId) {
    return key(embeddingPrefix, userId);
  }

  /** {@code <project>:schema:<id>}. */
  public byte[] schema(String schemaId) {
    return ascii(project + ":schema:" + schemaId);
  }

  /** {@code <project>:schema}: the id of the schema that rows are written with now. */
  public byte[] latestSchema() {
    return ascii(project + ":schema");
  }

  /**
   * {@code <project>:erased:}, then {@link io.portrait.event.ErasedUser#hash} in braces: there
   * while late events of an erased user are refused; its value is when the user was erased, decimal
   * epoch milliseconds.
   */
  public byte[] erased(String hash) {
    return ascii(project + ":erased:{" + hash + "}");
  }

  /** {@code <project>:erasure-salt}: the salt of those hashes, as it is. */
  public byte[] erasureSalt() {
    return ascii(project + ":erasure-salt");
  }

  /** {@code <project>:memory}: {@link OnlineMemory}. */
  public byte[] memory() {
    return ascii(project + ":memory");
  }

  /** What SCAN matches to find every profile. */
  public byte[] profilePattern() {
    return ascii(project + ":profile:{*}");
  }

  /** What SCAN matches to find every embedding. */
  public byte[] embeddingPattern() {
    return ascii(project + ":embedding:{*}");
  }

  /** The user of a profile's key; empty for a key that {@link #profile} would not give. */
  public Optional<String> userOf(byte[] profileKey) {
    return user(profilePrefix, profileKey);
  }

  /** The user of an embedding's key; empty for a key that {@link #embedding} would not give. */
  public Optional<String> userOfEmbedding(byte[] embeddingKey) {
    return user(embeddingPrefix, embeddingKey);
  }

  private static Optional<String> user(byte[] prefix, byte[] key) {
    int end = key.length - 1;
    if (end < prefix.length || Arrays.mismatch(key, prefix) != prefix.length) {
      return Optional.empty();
    }
    ByteArrayOutputStream user = new ByteArrayOutputStream(end - prefix.length);
    for (int i = prefix.length; i < end; i++) {
      if (key[i] == '%' && i + 2 < end) {
        user.write(Character.digit(key[i + 1], 16) << 4 | Character.digit(key[i + 2], 16));
        i += 2;
      } else {
        user.write(key[i]);
      }
    }
    String userId = user.toString(StandardCharsets.UTF_8);
    return !userId.isEmpty() && Arrays.equals(key(prefix, userId), key)
        ? Optional.of(userId)
        : Optional.empty();
  }

  private static byte[] key(byte[] prefix, String userId) {
    byte[] user = userId.getBytes(StandardCharsets.UTF_8);
    int special = 0;
    for (byte character : user) {
      if (isSpecial(character)) {
        special++;
      }
    }
    byte[] key = Arrays.copyOf(prefix, prefix.length + user.length + 2 * special + 1);
    int at = prefix.length;
    for (byte character : user) {
      if (isSpecial(character)) {
        key[at++] = '%';
        key[at++] = DIGITS[character >> 4];
        key[at++] = DIGITS[character & 15];
      } else {
        key[at++] = character;
      }
    }
    key[at] = '}';
    return key;
  }

  private static boolean isSpecial(byte character) {
    return character == '%'
        || character == '{'
        || character == '}'
        || character == 0x7F
        || (character >= 0 && character < 0x20);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
