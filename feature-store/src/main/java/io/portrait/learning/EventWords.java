package io.portrait.learning;

import io.portrait.definition.Window;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * English for what some types of events did within a window. Immutable; what does not depend on a
 * number is put in words once.
 */
final class EventWords {

  private static final long SECOND = Duration.ofSeconds(1).toMillis();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final boolean isEveryType;
  private final @Nullable Window window;

  /** One event: {@code cart or purchase}. */
  private final String one;

  /** Several: {@code carts or purchases}. */
  private final String many;

  /** {@code " in 30 days"}; nothing where there is no window. */
  private final String within;

  /**
   * Words for events.
   *
   * @param types of the events; empty means every type
   * @param window null means ever
   */
  EventWords(List<String> types, @Nullable Window window) {
    this.isEveryType = types.isEmpty();
    this.window = window;
    this.one = isEveryType ? "event" : String.join(" or ", types);
    this.many =
        isEveryType
            ? "events"
            : types.stream().map(EventWords::plural).collect(Collectors.joining(" or "));
    this.within = window == null ? "" : within(window.sizeMillis());
  }

  /**
   * How long ago the latest event was.
   *
   * @param days NaN where there is none
   * @param change of the probability: what raises it is said as a lack, what lowers it as an event
   */
  String recency(double days, double change) {
    if (Double.isNaN(days)) {
      return "no " + one + (window == null ? " yet" : within);
    }
    if (days < 1) {
      return "last " + one + " less than a day ago";
    }
    return change < 0
        ? "last " + one + " " + days(days) + " ago"
        : "no " + one + " for " + days(days);
  }

  /** {@code 2 views in 7 days}. */
  String count(double events) {
    return amount(Math.round(events), one, many) + within;
  }

  /** {@code active on 3 of 30 days}. */
  String daysActive(double number) {
    long days = Math.round(number);
    if (days == 0) {
      return (isEveryType ? "not active" : "no " + many) + within;
    }
    String what = isEveryType ? "active" : many;
    if (window == null || window.sizeMillis() % DAY != 0) {
      return what + " on " + amount(days, "day", "days") + within;
    }
    // A window that does not end at midnight touches one calendar day more than it is long.
    long size = window.sizeMillis() / DAY;
    return days >= size
        ? what + " on every day in " + amount(size, "day", "days")
        : what + " on " + days + " of " + amount(size, "day", "days");
  }

  /** Full days: {@code 41 days}. */
  static String days(double days) {
    return days < 1 ? "less than a day" : amount((long) days, "day", "days");
  }

  private static String within(long size) {
    if (size % DAY == 0) {
      return " in " + amount(size / DAY, "day", "days");
    }
    if (size % HOUR == 0) {
      return " in " + amount(size / HOUR, "hour", "hours");
    }
    return size % MINUTE == 0
        ? " in " + amount(size / MINUTE, "minute", "minutes")
        : " in " + amount(size / SECOND, "second", "seconds");
  }

  private static String amount(long number, String one, String many) {
    return number == 0 ? "no " + many : number + " " + (number == 1 ? one : many);
  }

  /** Of a type's name, as regular nouns have it. */
  private static String plural(String type) {
    if (type.matches(".*(s|x|z|ch|sh)")) {
      return type + "es";
    }
    return type.matches(".*[^aeiou]y") ? type.substring(0, type.length() - 1) + "ies" : type + "s";
  }
}
