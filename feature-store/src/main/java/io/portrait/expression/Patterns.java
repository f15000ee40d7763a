package io.portrait.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.Matcher;

/**
 * Regular expressions by RE2, which takes time linear in the text whatever the pattern. What could
 * still hurt is compiling: {@code ((a{1000}){1000}){1000}} unrolls to 10^9 instructions, so
 * repetition by counts is bounded before.
 */
final class Patterns {

  /** The largest a pattern may become: its length times all its counts. */
  private static final double MAX_UNROLLED = 100_000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

  private Patterns() {}

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException with what is wrong with it, in one line
   */
  static Pattern compile(String pattern) {
    double unrolled = pattern.length();
    for (Matcher count = COUNT.matcher(pattern); count.find(); ) {
      String most = count.group(2) == null ? "" : count.group(2);
      unrolled *= Math.max(1, Double.parseDouble(most.isEmpty() ? count.group(1) : most));
    }
    if (unrolled > MAX_UNROLLED) {
      throw new IllegalArgumentException("the pattern's counts multiply to too much");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern: " + e.getMessage(), e);
    }
  }
}
