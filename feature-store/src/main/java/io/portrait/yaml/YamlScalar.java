package io.portrait.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A single value: a text, a number, true or false, or nothing. */
public final class YamlScalar extends YamlNode {

  /** What YAML takes the value for, as written. */
  enum Type {
    TEXT("a text"),
    INTEGER("a whole number"),
    NUMBER("a number"),
    FLAG("true or false"),
    NOTHING("nothing");

    private final String words;

    Type(String words) {
      this.words = words;
    }
  }

  /** The longest duration that is taken, some hundred years. */
  public static final Duration MAX_DURATION = Duration.ofDays(36_500);

  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,15})(ms|s|m|h|d|w)");
  private final Type type;
  private final String value;
  private final ScalarPositions positions;

  YamlScalar(
      Position position,
      List<Problem> problems,
      Type type,
      String value,
      ScalarPositions positions) {
    super(position, problems);
    this.type = type;
    this.value = value;
    this.positions = positions;
  }

  /** The value as written, whatever YAML takes it for; empty for nothing. */
  public String written() {
    return value;
  }

  /** Where in the file a code point of {@link #written()} stands, counted from 0. */
  public Position positionOf(int codePoint) {
    return positions.of(codePoint);
  }

  /** Whether there is nothing: {@code key:}, {@code null} or {@code ~}. */
  public boolean isNothing() {
    return type == Type.NOTHING;
  }

  /** The text, not empty; null with a problem noted where it is none. */
  public @Nullable String text() {
    if (type != Type.TEXT) {
      problem("must be a text, not " + kind() + (isNothing() ? "" : " (put it in quotes)"));
      return null;
    }
    if (value.isBlank()) {
      problem("must not be empty");
      return null;
    }
    return value;
  }

  /** One of the given words; null with a problem noted where it is none of them. */
  public <T> @Nullable T choice(Map<String, T> choices) {
    String word = text();
    if (word == null) {
      return null;
    }
    T chosen = choices.get(word);
    if (chosen == null) {
      problem(
          "'"
              + word
              + "' is none of "
              + String.join(", ", choices.keySet().stream().sorted().toList())
              + NearestName.hint(word, choices.keySet()));
    }
    return chosen;
  }

  /** A whole number within bounds, both included; empty with a problem noted where it is none. */
  public OptionalLong integer(long least, long most) {
    if (type == Type.INTEGER && value.matches("[-+]?[0-9]{1,18}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    }
    problem("must be a whole number from " + least + " to " + most);
    return OptionalLong.empty();
  }

  /** A number within bounds, both included; empty with a problem noted where it is none. */
  public OptionalDouble number(double least, double most) {
    if ((type == Type.INTEGER || type == Type.NUMBER) && value.matches("[-+0-9.eE]+")) {
      double number = Double.parseDouble(value);
      if (number >= least && number <= most) {
        return OptionalDouble.of(number);
      }
    }
    problem("must be a number from " + least + " to " + most);
    return OptionalDouble.empty();
  }

  /** True or false; null with a problem noted where it is neither. */
  public @Nullable Boolean flag() {
    if (type != Type.FLAG) {
      problem("must be true or false");
      return null;
    }
    return Boolean.parseBoolean(value);
  }

  /**
   * A duration: a whole number and a unit of ms, s, m, h, d (24 hours), w.
   *
   * @param least the shortest that is allowed
   * @return null with a problem noted where it is none, or out of bounds
   */
  public @Nullable Duration duration(Duration least) {
    Matcher matcher = DURATION.matcher(value);
    if (type != Type.TEXT || !matcher.matches()) {
      problem("must be a duration such as 30s, 5m, 24h or 7d, not '" + value + "'");
      return null;
    }
    long unit = unit(matcher.group(2)).toMillis();
    long count = Long.parseLong(matcher.group(1));
    if (count > MAX_DURATION.toMillis() / unit) {
      problem("must be at most " + MAX_DURATION.toDays() + "d");
      return null;
    }
    Duration duration = Duration.ofMillis(count * unit);
    if (duration.compareTo(least) < 0) {
      problem(
          least.equals(Duration.ofMillis(1))
              ? "must be more than 0"
              : "must be at least "
                  + (least.toMillis() % 1_000 == 0
                      ? least.toSeconds() + "s"
                      : least.toMillis() + "ms"));
      return null;
    }
    return duration;
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }

  @Override
  String kind() {
    return type.words;
  }
}
