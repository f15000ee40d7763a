package io.portrait.cli.status;

/** A bar of a chart, to an eighth of a character. */
public final class Bar {

  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private Bar() {}

  /**
   * A bar; what is more than nothing shows at least a sliver.
   *
   * @param value at least 0, at most {@code greatest}
   * @param width characters of the greatest
   */
  public static String of(double value, double greatest, int width) {
    if (!(value > 0) || width <= 0) {
      return "";
    }
    long eighths = Math.max(1, Math.round(value / greatest * width * 8));
    return "█".repeat((int) (eighths / 8)) + EIGHTHS[(int) (eighths % 8)];
  }
}
