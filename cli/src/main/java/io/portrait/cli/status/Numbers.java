package io.portrait.cli.status;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {

  private static final MathContext DIGITS = new MathContext(8, RoundingMode.HALF_EVEN);
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Numbers() {}

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 18072.6}, to eight digits. */
  public static String real(double number) {
    BigDecimal rounded = new BigDecimal(number, DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.toBigInteger().toString() : rounded.toPlainString();
  }

  /** {@code 1.2 MB}, in powers of 1,000. */
  public static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 999.95 && unit < UNITS.length - 1) {
      size /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }

  /** {@code 4 s}, {@code 12 min}, {@code 3 h}, {@code 5 d}; the largest whole unit. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3_600) {
      return seconds / 60 + " min";
    }
    if (seconds < 2 * 86_400) {
      return seconds / 3_600 + " h";
    }
    return count(seconds / 86_400) + " d";
  }
}
