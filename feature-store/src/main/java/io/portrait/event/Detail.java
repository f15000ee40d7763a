package io.portrait.event;

/** Words for a rejected event: one readable line, whatever stood in the record. */
final class Detail {

  /** The longest detail, in characters. */
  static final int MAX_LENGTH = 200;

  private static final int MAX_QUOTED = 60;

  private Detail() {}

  /** The text in quotes, cut where it is long. */
  static String quote(String text) {
    return text.length() <= MAX_QUOTED
        ? '"' + text + '"'
        : '"' + text.substring(0, MAX_QUOTED) + "\"…";
  }

  /** The literal, cut where it is long. */
  static String cut(String literal) {
    return literal.length() <= MAX_QUOTED ? literal : literal.substring(0, MAX_QUOTED) + "…";
  }

  /** The text on one line of at most 200 characters; what cannot be read becomes a space. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    for (int i = 0; i < text.length(); ) {
      int symbol = text.codePointAt(i);
      i += Character.charCount(symbol);
      if (line.length() + Character.charCount(symbol) > MAX_LENGTH) {
        return line.toString();
      }
      line.appendCodePoint(isReadable(symbol) ? symbol : ' ');
    }
    return line.toString();
  }

  private static boolean isReadable(int symbol) {
    return switch (Character.getType(symbol)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
