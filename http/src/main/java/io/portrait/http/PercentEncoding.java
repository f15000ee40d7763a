package io.portrait.http;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding of RFC 3986, read strictly. Jetty's own reading is of whole paths: it resolves
 * dots and refuses slashes, and a user may be called {@code ../x}.
 */
final class PercentEncoding {

  private PercentEncoding() {}

  /**
   * The text of a part of a path. A plus sign is a plus sign.
   *
   * @throws Problem 400, if a percent sign is not followed by two hex digits, or the bytes are not
   *     UTF-8
   */
  static String decode(String encoded) {
    if (encoded.indexOf('%') < 0 && isAscii(encoded)) {
      return encoded;
    }
    byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.put(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw Problem.wrongRequest("a % in the path is not followed by two hex digits");
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      // A new decoder reports what is not UTF-8.
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw Problem.wrongRequest("the path is not percent-encoded UTF-8");
    }
  }

  /** A text as a part of a path, also in a shell, where nothing in it means anything. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }
}
