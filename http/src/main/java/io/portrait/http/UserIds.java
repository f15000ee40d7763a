package io.portrait.http;

import com.google.common.base.Utf8;

/** Which texts can be user ids. */
final class UserIds {

  private static final int MAX_BYTES = 1_024;

  /** What can. */
  static final String RULE = "a user id has 1 to 1,024 bytes of UTF-8";

  private UserIds() {}

  /** Whether a user can have it. */
  static boolean isPossible(String text) {
    if (text.isEmpty() || text.length() > MAX_BYTES) {
      return false;
    }
    try {
      return Utf8.encodedLength(text) <= MAX_BYTES;
    } catch (IllegalArgumentException e) {
      return false; // half of a surrogate pair
    }
  }
}
