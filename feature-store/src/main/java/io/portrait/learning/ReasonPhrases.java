package io.portrait.learning;

import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.definition.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says a {@link Reason} in the words and units of the feature it is about: {@code no purchase for
 * 41 days: +0.18}. Immutable.
 */
public final class ReasonPhrases {

  /** How many reasons a row names at most. */
  public static final int NAMED = 3;

  /** Below this a double still tells a hundredth from the next by far. */
  private static final double MOST_HUNDREDTHS = 1e8;

  /** More than a product of that size can be wrong by. */
  private static final double ROUNDING_ERROR = 1e-6;

  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, ColumnPhrase> phrases = new HashMap<>();

  public ReasonPhrases(Definition definition) {
    for (Feature feature : definition.features()) {
      if (feature.windows().isEmpty()) {
        phrases.put(feature.name(), phrase(feature.name(), feature, null));
      }
      for (Window window : feature.windows()) {
        String column = feature.column(window);
        phrases.put(column, phrase(column, feature, window));
      }
    }
    phrases.put(Definition.TENURE_DAYS, (days, change) -> "known for " + EventWords.days(days));
    for (int slot = 0; slot < definition.columns().size(); slot++) {
      slots.put(definition.columns().get(slot).name(), slot);
    }
  }

  /** The reason in words, about a user with these values. */
  public String of(Reason reason, Values values) {
    Integer slot = slots.get(reason.column());
    return of(reason, slot == null ? Double.NaN : values.number(slot));
  }

  /**
   * The reason in words.
   *
   * @param raw the user's number in the reason's column, NaN where it is null
   */
  public String of(Reason reason, double raw) {
    double change = reason.change();
    String sign = isNegative(change) ? "" : "+";
    return words(reason.column(), raw, change) + ": " + sign + hundredths(change);
  }

  /**
   * What a number in a column means, in words.
   *
   * @param raw the number, NaN where it is null
   * @param lack whether the time since an event is said as a lack of it, if not negative, or else
   *     as an event of so long ago
   */
  public String words(String column, double raw, double lack) {
    return phrases.getOrDefault(column, (number, change) -> plain(column, number)).of(raw, lack);
  }

  private static ColumnPhrase phrase(String column, Feature feature, @Nullable Window window) {
    // Events that meet a condition have no name but the feature's.
    if (feature.where() != null) {
      return (number, change) -> plain(column, number);
    }
    EventWords words = new EventWords(List.copyOf(feature.types()), window);
    return switch (feature.aggregate()) {
      case RECENCY -> words::recency;
      case COUNT -> (number, change) -> words.count(number);
      case DAYS_ACTIVE -> (number, change) -> words.daysActive(number);
      default -> (number, change) -> plain(column, number);
    };
  }

  /** The column's own name: {@code spend_30d 12.50}. */
  private static String plain(String column, double number) {
    return Double.isNaN(number) ? "no " + column : column + " " + hundredths(number);
  }

  /** A finite number as {@code %.2f} has it, in a fraction of the time: rows have three reasons. */
  private static String hundredths(double number) {
    String sign = isNegative(number) ? "-" : "";
    double hundredths = Math.abs(number) * 100;
    long whole = (long) hundredths;
    double rest = hundredths - whole;
    if (hundredths < MOST_HUNDREDTHS && Math.abs(rest - 0.5) > ROUNDING_ERROR) {
      long rounded = rest > 0.5 ? whole + 1 : whole;
      long last = rounded % 100;
      return sign + rounded / 100 + (last < 10 ? ".0" : ".") + last;
    }
    // Half a hundredth is decided by the decimal digits, not by the bits.
    BigDecimal exact = BigDecimal.valueOf(Math.abs(number));
    return sign + exact.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  private static boolean isNegative(double number) {
    return Double.compare(number, 0) < 0;
  }

  /** How a column of a user is said. */
  private interface ColumnPhrase {

    /**
     * The words.
     *
     * @param number NaN where it is null
     * @param change of the probability
     */
    String of(double number, double change);
  }
}
