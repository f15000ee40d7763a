package io.portrait.aggregate;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
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
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every feature column and {@code tenure_days} of a definition, recomputed from a
 * user's accepted events word for word as the contract says, slowly and exactly.
 *
 * <p>Of events at one time the greatest value is the first and the last, where the contract allows
 * any: so that the order of arrival changes nothing.
 */
public final class NaiveFeatures {

  private static final MathContext EXACT = new MathContext(80);
  private static final double DAY = 86_400_000.0;

  private NaiveFeatures() {}

  /**
   * The columns by name, in slot order, without the derived ones: Double, String or null.
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
        columns.put(feature.name(), aggregate(feature, taken, asOf));
      }
      for (Window window : feature.windows()) {
        List<Event> covered = taken.stream().filter(event -> covers(window, asOf, event)).toList();
        columns.put(feature.column(window), aggregate(feature, covered, asOf));
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
      Object found =
          column.type() == ColumnType.STRING
              ? actual.text(slot)
              : Double.isNaN(actual.number(slot)) ? null : (Object) actual.number(slot);
      if (!isEqual(wanted, found)) {
        differences.add(column.name() + " is " + found + ", expected " + wanted);
      }
    }
    return differences;
  }

  private static boolean isEqual(@Nullable Object wanted, @Nullable Object found) {
    if (wanted instanceof Double a && found instanceof Double b) {
      return Math.abs(a - b) <= 1e-9 * Math.abs(a);
    }
    return Objects.equals(wanted, found);
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

  private static @Nullable Object aggregate(Feature feature, List<Event> events, long asOf) {
    return switch (feature.aggregate()) {
      case COUNT -> (double) events.size();
      case SUM -> sum(numbers(feature, events)).doubleValue();
      case MEAN -> events.isEmpty() ? null : mean(numbers(feature, events)).doubleValue();
      case STDDEV -> events.isEmpty() ? null : deviation(numbers(feature, events));
      case MIN -> doubles(feature, events).stream().min(Double::compare).orElse(null);
      case MAX -> doubles(feature, events).stream().max(Double::compare).orElse(null);
      case FIRST -> earliest(feature, events, 1);
      case LAST -> earliest(feature, events, -1);
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
