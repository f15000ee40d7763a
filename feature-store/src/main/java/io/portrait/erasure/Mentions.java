package io.portrait.erasure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;

/**
 * Finds ids among any bytes. A short one may stand there by chance: it counts only where neither
 * letter nor digit is beside it, and in binary files not at all.
 */
final class Mentions {

  /** Eight bytes that a long file holds by chance, one time in 10^10. */
  static final int LONG_BYTES = 8;

  /** Characters of a text that Iceberg keeps of a bound, by default. */
  private static final int BOUND = 16;

  /** Each as its UTF-8, a character a byte: so that the machine's own search does the work. */
  private final List<String> ids;

  Mentions(Set<String> ids) {
    this.ids = ids.stream().map(id -> new String(id.getBytes(UTF_8), ISO_8859_1)).toList();
  }

  /** Whether a text, as UTF-8, has one of the ids. */
  boolean inText(byte[] text) {
    String searched = new String(text, ISO_8859_1);
    return ids.stream().anyMatch(id -> isIn(searched, id));
  }

  /** Whether any bytes have one of those ids that are too long to be there by chance. */
  boolean inBytes(byte[] bytes) {
    String searched = new String(bytes, ISO_8859_1);
    return ids.stream().anyMatch(id -> isLong(id) && searched.contains(id));
  }

  /**
   * Whether bytes are a bound that Iceberg keeps of an id: the id, or its first 16 characters, in
   * an upper bound with the last of them one higher. Other ids that begin alike have the same.
   */
  boolean areBound(byte[] bytes) {
    String bound = new String(bytes, ISO_8859_1);
    return ids.stream()
        .anyMatch(
            id ->
                id.equals(bound)
                    || (bound.length() >= BOUND
                        && id.length() >= bound.length()
                        && id.startsWith(bound.substring(0, bound.length() - 1))
                        && id.charAt(bound.length() - 1) - bound.charAt(bound.length() - 1) <= 0
                        && bound.charAt(bound.length() - 1) - id.charAt(bound.length() - 1) <= 1));
  }

  /** How many ids are too short to be looked for among any bytes. */
  long tooShort() {
    return ids.stream().filter(id -> !isLong(id)).count();
  }

  /** The most bytes that an id has. */
  int longest() {
    return ids.stream().mapToInt(String::length).max().orElse(0);
  }

  private static boolean isIn(String searched, String id) {
    for (int at = searched.indexOf(id); at >= 0; at = searched.indexOf(id, at + 1)) {
      int end = at + id.length();
      if (isLong(id)
          || !((at > 0 && isWord(searched.charAt(at - 1)))
              || (end < searched.length() && isWord(searched.charAt(end))))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLong(String id) {
    return id.length() >= LONG_BYTES;
  }

  /** Of a byte: a letter or digit, or part of a character beyond ASCII. */
  private static boolean isWord(char character) {
    return character >= 0x80 || Character.isLetterOrDigit(character) || character == '_';
  }
}
