package io.portrait.cli.status;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Event times and their lengths as people read them, UTC. */
public final class Times {

  private static final DateTimeFormatter DAY = pattern("uuuu-MM-dd");
  private static final DateTimeFormatter MINUTE = pattern("HH:mm");
  private static final DateTimeFormatter SECOND = pattern("HH:mm:ss");
  private static final DateTimeFormatter MILLIS = pattern("HH:mm:ss.SSS");

  private Times() {}

  /** {@code 2026-11-20 10:15:30 UTC}. */
  public static String exact(long millis) {
    return DAY.format(utc(millis)) + " " + SECOND.format(utc(millis)) + " UTC";
  }

  /** {@code 2026-11-20 10:00 - 11:00}; a single time where it is no longer than a millisecond. */
  public static String span(long from, long until) {
    LocalDateTime start = utc(from);
    if (until - from <= 1) {
      return DAY.format(start) + " " + MILLIS.format(start);
    }
    LocalDateTime end = utc(until);
    DateTimeFormatter fine = from % 60_000 == 0 && until % 60_000 == 0 ? MINUTE : SECOND;
    String day = start.toLocalDate().equals(end.toLocalDate()) ? "" : DAY.format(end) + " ";
    // Midnight reads best as the end of its day.
    boolean isMidnight = until == from - Math.floorMod(from, 86_400_000L) + 86_400_000L;
    return DAY.format(start)
        + " "
        + fine.format(start)
        + " - "
        + (isMidnight ? "24:00" : day + fine.format(end));
  }

  /** {@code 90 min}, {@code 6 h}: in the largest unit that leaves no rest. */
  public static String length(long millis) {
    long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
    String[] names = {"d", "h", "min", "s"};
    for (int i = 0; i < units.length; i++) {
      if (millis % units[i] == 0) {
        return millis / units[i] + " " + names[i];
      }
    }
    return millis + " ms";
  }

  private static LocalDateTime utc(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }
}
