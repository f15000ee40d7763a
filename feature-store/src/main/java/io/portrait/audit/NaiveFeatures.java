package io.portrait.audit;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Values;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every feature column and {@code tenure_days} of a definition, recomputed from a
 * user's accepted events word for word as the contract says, slowly and exactly. Shares nothing
 * with the windows: no tile, no state, no sketch; what it says of sketches is what is published.
 *
 * <p>Of events at one time the greatest value is the first and the last, where the contract allows
 * any: so that the order of arrival changes nothing.
 */
public final class NaiveFeatures {

  private static final MathContext EXACT = new MathContext(80);
  private static final double DAY = 86_400_000.0;

  /** Three times the error of a rank that is published for their sketch. */
  private static final double RANK_ERROR = 0.04;

  /** Up to so many different values are counted exactly. */
  public static final int DISTINCT_EXACT = 2_048;

  /** Up to so many texts in a tile are counted exactly. */
  public static final int TEXTS_EXACT = 384;

  /** Up to so many numbers in a tile have an exact quantile. */
  public static final int NUMBERS_EXACT = 200;

  /** Sums, and what is computed from them, may differ by so much of themselves. */
  static final double TOLERANCE = 1e-9;

  /** Four times the standard error that is published for distinct values. */
  private static final double DISTINCT_ERROR = 4 * 1.04 / 64;

  private NaiveFeatures() {}

  /**
   * The columns by name, in slot order, without the derived ones: Double, String, a List of them,
   * what a sketch of many values may say, or null.
   *
   * @param accepted one user's events in any order; those after {@code asOf} are left out
   */
  public static Map<String, @Nullable Object> evaluate(
      Definition definition, List<Event> accepted, long asOf) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    List<Event> known = accepted.stream().filter(event -> event.timeMillis() <= asOf).toList();
    for (Feature feature : definition.features()) {
      List<Event> taken = known.stream().filter(event -> takes(feature, event)).toList();
      if (feature.windows().isEmpty()) {
        columns.put(feature.name(), aggregate(feature, taken, taken, asOf));
      }
      for (Window window : feature.windows()) {
        List<Event> covered = taken.stream().filter(event -> covers(window, asOf, event)).toList();
        columns.put(feature.column(window), aggregate(feature, covered, taken, asOf));
      }
    }
    columns.put(
        Definition.TENURE_DAYS,
        known.stream()
            .map(event -> (asOf - event.timeMillis()) / DAY)
            .max(Comparator.naturalOrder())
            .orElse(null));
    return columns;
  }

  /** Where values are not those expected, one readable line a column; numbers within 1e-9. */
  public static List<String> differences(
      Definition definition, Map<String, @Nullable Object> expected, Values actual) {
    List<String> differences = new ArrayList<>();
    List<Column> columns = definition.columns();
    for (int slot = 0; slot < expected.size(); slot++) {
      Column column = columns.get(slot);
      Object wanted = expected.get(column.name());
      Object found = valueOf(column, actual, slot);
      if (!agree(wanted, found)) {
        differences.add(column.name() + " is " + found + ", expected " + wanted);
      }
    }
    return differences;
  }

  /** A value as {@link #evaluate} gives it: a Double, a String, a List of them, or null. */
  static @Nullable Object valueOf(Column column, Values values, int slot) {
    return switch (column.type()) {
      case STRING, STRING_LIST -> values.object(slot);
      default -> Double.isNaN(values.number(slot)) ? null : (Object) values.number(slot);
    };
  }

  /**
   * Whether a value is the one that {@link #evaluate} gives: numbers within 1e-9 of it, sketches of
   * many values within their bounds, everything else exactly.
   */
  static boolean agree(@Nullable Object wanted, @Nullable Object found) {
    if (wanted instanceof Double a && found instanceof Double b) {
      return Math.abs(a - b) <= TOLERANCE * Math.abs(a);
    }
    if (wanted instanceof Sketched sketched) {
      return sketched.allows(found);
    }
    return Objects.equals(wanted, found);
  }

  /** The events behind a feature's column, in the order given; all known for any other column. */
  static List<Event> behind(Definition definition, String column, List<Event> accepted, long asOf) {
    List<Event> known = accepted.stream().filter(event -> event.timeMillis() <= asOf).toList();
    for (Feature feature : definition.features()) {
      int window = feature.columns().indexOf(column);
      if (window >= 0) {
        return known.stream()
            .filter(event -> takes(feature, event))
            .filter(
                event ->
                    feature.windows().isEmpty()
                        || covers(feature.windows().get(window), asOf, event))
            .toList();
      }
    }
    return known;
  }

  private static boolean takes(Feature feature, Event event) {
    return (feature.types().isEmpty() || feature.types().contains(event.type()))
        && (feature.where() == null || feature.where().test(event))
        && (feature.of() == null || value(feature, event) != null);
  }

  private static boolean covers(Window window, long asOf, Event event) {
    long hop = window.hopMillis();
    long from = Math.floorDiv(asOf - window.sizeMillis(), hop) * hop;
    return from <= event.timeMillis() && event.timeMillis() <= asOf;
  }

  private static @Nullable Comparable<?> value(Feature feature, Event event) {
    Field of = Objects.requireNonNull(feature.of());
    if (of.kind() == Field.Kind.TEXT) {
      return of.text(event);
    }
    double number = of.number(event);
    return Double.isNaN(number) ? null : number;
  }

  private static @Nullable Object aggregate(
      Feature feature, List<Event> events, List<Event> ever, long asOf) {
    return switch (feature.aggregate()) {
      case COUNT -> (double) events.size();
      case SUM -> sum(numbers(feature, events)).doubleValue();
      case MEAN -> events.isEmpty() ? null : mean(numbers(feature, events)).doubleValue();
      case STDDEV -> events.isEmpty() ? null : deviation(numbers(feature, events));
      case MIN -> doubles(feature, events).stream().min(Double::compare).orElse(null);
      case MAX -> doubles(feature, events).stream().max(Double::compare).orElse(null);
      case FIRST -> earliest(feature, events, 1);
      case LAST -> earliest(feature, events, -1);
      case DISTINCT -> distinct(feature, events, ever);
      case TOP -> events.isEmpty() ? null : top(feature, events);
      case QUANTILE -> events.isEmpty() ? null : quantile(feature, events);
      case RECENCY ->
          events.stream()
              .map(event -> (asOf - event.timeMillis()) / DAY)
              .min(Comparator.naturalOrder())
              .orElse(null);
      case DAYS_ACTIVE ->
          (double)
              events.stream()
                  .map(
                      event ->
                          Instant.ofEpochMilli(event.timeMillis())
                              .atZone(feature.zone())
                              .toLocalDate())
                  .distinct()
                  .count();
    };
  }

  /** Once a user has had too many values to be kept, what a window covers is an estimate too. */
  private static Object distinct(Feature feature, List<Event> events, List<Event> ever) {
    double count = distinct(feature, events);
    double error = Math.max(2, DISTINCT_ERROR * count);
    return ever.size() > DISTINCT_EXACT && distinct(feature, ever) > DISTINCT_EXACT
        ? new Sketched.Between(count - error, count + error)
        : (Object) count;
  }

  private static long distinct(Feature feature, List<Event> events) {
    return events.stream()
        .map(event -> value(feature, event))
        .map(value -> value instanceof Double number ? (Object) (number + 0.0) : value)
        .distinct()
        .count();
  }

  private static Object top(Feature feature, List<Event> events) {
    Field of = Objects.requireNonNull(feature.of());
    Map<String, Long> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(Objects.requireNonNull(of.text(event)), 1L, Long::sum));
    if (counts.size() > TEXTS_EXACT) {
      return new Sketched.Frequent(counts, feature.keep());
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed()) // stable: texts ascend
        .limit(feature.keep())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Object quantile(Feature feature, List<Event> events) {
    List<Double> sorted = doubles(feature, events).stream().sorted().toList();
    double at = feature.at();
    return sorted.size() <= NUMBERS_EXACT || at == 0 || at == 1
        ? (Object) quantile(sorted, at)
        : new Sketched.Between(
            quantile(sorted, at - RANK_ERROR), quantile(sorted, at + RANK_ERROR));
  }

  private static double quantile(List<Double> sorted, double at) {
    for (int rank = 1; rank <= sorted.size(); rank++) {
      if (rank / (double) sorted.size() >= at) {
        return sorted.get(rank - 1);
      }
    }
    return sorted.get(sorted.size() - 1);
  }

  private static List<Double> doubles(Feature feature, List<Event> events) {
    Field of = Objects.requireNonNull(feature.of());
    return events.stream().map(of::number).toList();
  }

  private static List<BigDecimal> numbers(Feature feature, List<Event> events) {
    return doubles(feature, events).stream().map(BigDecimal::new).toList();
  }

  private static BigDecimal sum(List<BigDecimal> numbers) {
    return numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal mean(List<BigDecimal> numbers) {
    return sum(numbers).divide(BigDecimal.valueOf(numbers.size()), EXACT);
  }

  private static double deviation(List<BigDecimal> numbers) {
    BigDecimal mean = mean(numbers);
    return mean(numbers.stream().map(number -> number.subtract(mean).pow(2)).toList())
        .sqrt(EXACT)
        .doubleValue();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // values of one feature are of one type
  private static @Nullable Object earliest(Feature feature, List<Event> events, int sign) {
    Comparable best = null;
    long bestTime = 0;
    for (Event event : events) {
      Comparable value = Objects.requireNonNull(value(feature, event));
      long time = sign * event.timeMillis();
      if (best == null || time < bestTime || (time == bestTime && value.compareTo(best) > 0)) {
        best = value;
        bestTime = time;
      }
    }
    return best;
  }
}
