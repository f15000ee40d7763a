package io.portrait.event;

import java.time.Instant;

/**
 * Points in time as ISO-8601 text with an offset: {@code 2026-11-20T10:15[:30[.123456789]]} and
 * {@code Z}, {@code +01}, {@code +0100} or {@code +01:00}. By hand, for java.time costs more than
 * the rest of an event's parsing together; the test holds the two side by side.
 */
public final class IsoTime {

  /** No time: no such text, or none within the years 1 to 9999 of UTC. */
  public static final long NONE = Long.MIN_VALUE;

  /** The first millisecond of the year 1. */
  public static final long EARLIEST = -62_135_596_800_000L;

  /** The last millisecond of the year 9999. */
  public static final long LATEST = 253_402_300_799_999L;

  private static final int SHORTEST = "2026-11-20T10:15Z".length();
  private static final int LONGEST_OFFSET_MINUTES = 18 * 60;
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private IsoTime() {}

  /**
   * Milliseconds since 1970 UTC, a fraction rounded down; {@link #NONE} if the text is no such
   * time.
   */
  public static long parse(char[] text, int start, int length) {
    int end = start + length;
    if (length < SHORTEST
        || text[start + 4] != '-'
        || text[start + 7] != '-'
        || (text[start + 10] | 0x20) != 't'
        || text[start + 13] != ':') {
      return NONE;
    }
    int century = two(text, start);
    int year = century * 100 + two(text, start + 2);
    int month = two(text, start + 5);
    int day = two(text, start + 8);
    int hour = two(text, start + 11);
    int minute = two(text, start + 14);
    int second = 0;
    int at = start + 16;
    long millis = 0;
    if (text[at] == ':') {
      if (end - at < 4) {
        return NONE;
      }
      second = two(text, at + 1);
      at += 3;
      if (text[at] == '.') {
        int point = at++;
        for (; at < end && isDigit(text[at]); at++) {
          if (at - point <= 3) {
            millis = millis * 10 + (text[at] - '0');
          }
        }
        int digits = at - point - 1;
        if (digits < 1 || digits > 9) {
          return NONE;
        }
        for (; digits < 3; digits++) {
          millis *= 10;
        }
      }
    }
    // two() is negative where a digit is missing, and so is then the whole
    if ((century | year | month | day | hour | minute | second) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > (month == 2 && isLeap(year) ? 29 : DAYS[month - 1])
        || hour > 23
        || minute > 59
        || second > 59) {
      return NONE;
    }
    int offset = offsetMinutes(text, at, end);
    if (offset == Integer.MIN_VALUE) {
      return NONE;
    }
    long minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    long time = (minutes * 60 + second) * 1_000 + millis;
    return time >= EARLIEST && time <= LATEST ? time : NONE;
  }

  /** The time in UTC, as short as it goes: {@code 2026-11-20T10:15:30.123Z}. */
  static String format(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** What stands after the time of day; MIN_VALUE if it is no offset up to 18 hours. */
  private static int offsetMinutes(char[] text, int at, int end) {
    int length = end - at;
    if (length == 1 && (text[at] | 0x20) == 'z') {
      return 0;
    }
    boolean isSigned = length > 0 && (text[at] == '+' || text[at] == '-');
    boolean hasColon = length == 6 && text[at + 3] == ':';
    if (!isSigned || !(length == 3 || length == 5 || hasColon)) {
      return Integer.MIN_VALUE;
    }
    int hours = two(text, at + 1);
    int minutes = length == 3 ? 0 : two(text, end - 2);
    int total = hours * 60 + minutes;
    if ((hours | minutes) < 0 || minutes > 59 || total > LONGEST_OFFSET_MINUTES) {
      return Integer.MIN_VALUE;
    }
    return text[at] == '-' ? -total : total;
  }

  private static int two(char[] text, int at) {
    return isDigit(text[at]) && isDigit(text[at + 1])
        ? (text[at] - '0') * 10 + (text[at + 1] - '0')
        : -1_000_000;
  }

  private static boolean isDigit(char symbol) {
    return symbol >= '0' && symbol <= '9';
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Counts years from March, so that a leap day is a year's last (Hinnant, "chrono dates"). */
  private static long daysSince1970(int year, int month, int day) {
    int shifted = month > 2 ? year : year - 1;
    int era = Math.floorDiv(shifted, 400);
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
