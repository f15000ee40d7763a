package io.portrait.cli.models;

import io.portrait.cli.status.Numbers;
import java.util.Locale;

/** Figures as a table shows them; a dash where there is none. */
final class Figures {

  private static final String NOTHING = "-";

  private Figures() {}

  /** {@code 0.750}. */
  static String share(double number) {
    return Double.isNaN(number) ? NOTHING : String.format(Locale.ROOT, "%.3f", number);
  }

  /** {@code 1.35}. */
  static String factor(double number) {
    return Double.isNaN(number) ? NOTHING : String.format(Locale.ROOT, "%.2f", number);
  }

  /** {@code 31.2 %}. */
  static String percent(double share) {
    return Double.isNaN(share) ? NOTHING : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** {@code 12,345}. */
  static String count(double number) {
    return Double.isNaN(number) ? NOTHING : Numbers.count(Math.round(number));
  }

  /** {@code 28 d}, {@code 0.5 d}. */
  static String days(double days) {
    return Double.isNaN(days) ? NOTHING : Numbers.real(days) + " d";
  }

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.codePointCount(0, text.length()))) + text;
  }
}
