package io.portrait.event;

/** Halves of surrogate pairs, which JSON can escape but UTF-8 cannot hold. */
final class Surrogates {

  private Surrogates() {}

  /** Whether every half has its other half. */
  static boolean arePaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text with U+FFFD for each half that stands alone. */
  static String replaceUnpaired(String text) {
    if (arePaired(text)) {
      return text;
    }
    StringBuilder paired = new StringBuilder(text.length());
    text.codePoints()
        .map(symbol -> Character.getType(symbol) == Character.SURROGATE ? 0xFFFD : symbol)
        .forEach(paired::appendCodePoint);
    return paired.toString();
  }
}
