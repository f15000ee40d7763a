package io.portrait.event;

import org.jspecify.annotations.Nullable;

/** Whole numbers as decimal text. */
final class WholeNumber {

  /** No number with an exponent is written out longer: it could fill the memory. */
  static final int MAX_DIGITS = 1_024;

  private WholeNumber() {}

  /**
   * A JSON number without point and exponent: {@code 17850.0} and {@code 1.785e4} give {@code
   * 17850}. An integer keeps its digits, however many. Takes time in proportion to the literal.
   *
   * @return null if the number is not whole, or is a point or exponent form of more than 1,024
   *     digits
   */
  static @Nullable String of(String literal) {
    String sign = literal.startsWith("-") ? "-" : "";
    int start = sign.length();
    int mantissaEnd = start;
    while (mantissaEnd < literal.length() && (literal.charAt(mantissaEnd) | 0x20) != 'e') {
      mantissaEnd++;
    }
    int point = literal.indexOf('.', start);
    if (point < 0 && mantissaEnd == literal.length()) {
      return literal.equals("-0") ? "0" : literal;
    }
    int wholeEnd = point < 0 ? mantissaEnd : point;
    String digits =
        literal.substring(start, wholeEnd)
            + (point < 0 ? "" : literal.substring(point + 1, mantissaEnd));
    int first = 0;
    while (first < digits.length() && digits.charAt(first) == '0') {
      first++;
    }
    if (first == digits.length()) {
      return "0";
    }
    int last = digits.length();
    while (digits.charAt(last - 1) == '0') {
      last--;
    }
    // digits[first, last) with the point at this place, counted from first
    long length = wholeEnd - start + exponent(literal, mantissaEnd) - first;
    if (length < last - first || length > MAX_DIGITS) {
      return null;
    }
    return sign + digits.substring(first, last) + "0".repeat((int) length - (last - first));
  }

  /** The exponent after the mantissa, held within what no literal of 1 MiB could make up for. */
  private static long exponent(String literal, int mantissaEnd) {
    long bound = 1L << 30;
    long exponent = 0;
    boolean isNegative = false;
    for (int i = mantissaEnd + 1; i < literal.length(); i++) {
      char symbol = literal.charAt(i);
      if (symbol >= '0' && symbol <= '9') {
        exponent = Math.min(bound, exponent * 10 + (symbol - '0'));
      } else {
        isNegative |= symbol == '-';
      }
    }
    return isNegative ? -exponent : exponent;
  }
}
