package io.portrait.definition;

import java.time.Duration;

/**
 * A sliding window: as of t it covers events with {@code floor(t - size, hop) <= time <= t}.
 *
 * @param label as written, the column's suffix: {@code 7d}
 * @param sizeMillis W, milliseconds, positive
 * @param hopMillis h, milliseconds, at least 1,000; divides W
 */
public record Window(String label, long sizeMillis, long hopMillis) {

  public Window {
    if (hopMillis < 1_000 || sizeMillis < hopMillis || sizeMillis % hopMillis != 0) {
      throw new IllegalArgumentException(
          "hop " + hopMillis + " ms must be at least 1 s and divide size " + sizeMillis + " ms");
    }
  }

  /** The hop a window has when the file does not say one (contract 3). */
  public static long defaultHopMillis(long sizeMillis) {
    Duration size = Duration.ofMillis(sizeMillis);
    if (size.compareTo(Duration.ofHours(1)) <= 0) {
      return Duration.ofMinutes(1).toMillis();
    }
    if (size.compareTo(Duration.ofHours(24)) <= 0) {
      return Duration.ofMinutes(10).toMillis();
    }
    if (size.compareTo(Duration.ofDays(7)) <= 0) {
      return Duration.ofHours(1).toMillis();
    }
    if (size.compareTo(Duration.ofDays(30)) <= 0) {
      return Duration.ofHours(6).toMillis();
    }
    return Duration.ofDays(1).toMillis();
  }
}
