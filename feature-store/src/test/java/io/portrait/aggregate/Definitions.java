package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.ErasureRules;
import io.portrait.definition.EventCondition;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Observations;
import io.portrait.definition.Online;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import io.portrait.event.EventRules;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Definitions and events made by hand. */
final class Definitions {

  static final Field AMOUNT = new Field("amount", Field.Kind.NUMBER);
  static final Field CATEGORY = new Field("category", Field.Kind.TEXT);

  static final EventCondition MORE_THAN_ONE =
      new EventCondition() {
        @Override
        public boolean test(Event event) {
          return event.quantity() > 1;
        }

        @Override
        public String source() {
          return "quantity > 1";
        }
      };

  private Definitions() {}

  static Definition of(Feature... features) {
    return of(Duration.ofHours(1), Observations.DEFAULT, Duration.ofDays(730), List.of(features));
  }

  static Definition of(
      Duration deduplicateWithin,
      Observations observations,
      Duration retention,
      List<Feature> features) {
    return of(deduplicateWithin, observations, retention, features, null);
  }

  static Definition of(
      Duration deduplicateWithin,
      Observations observations,
      Duration retention,
      List<Feature> features,
      @Nullable Embedding embedding) {
    return new Definition(
        "test",
        new EventRules(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            deduplicateWithin,
            Map.of()),
        features,
        List.of(),
        List.of(),
        embedding,
        observations,
        Online.DEFAULT,
        retention,
        ErasureRules.DEFAULT,
        null,
        null,
        List.of(),
        "0123456789abcdef");
  }

  /** The same, with labels: who has none of these events for so long has churned. */
  static Definition withLabels(Definition definition, Duration horizon, String... activity) {
    return withChurn(
        definition,
        new Churn(
            new TreeSet<>(Arrays.asList(activity)),
            horizon,
            List.of(Definition.TENURE_DAYS),
            List.of(),
            Churn.DEFAULT_THRESHOLD,
            Churn.DEFAULT_ALERT_ABOVE,
            Churn.DEFAULT_ALERT_AGAIN_BELOW,
            1,
            1,
            Churn.DEFAULT_DISTRUST_AFTER,
            Churn.Learning.DEFAULT));
  }

  private static Definition withChurn(Definition definition, Churn churn) {
    return new Definition(
        definition.project(),
        definition.events(),
        definition.features(),
        definition.derived(),
        definition.tags(),
        definition.embedding(),
        definition.observations(),
        definition.online(),
        definition.retention(),
        definition.erasure(),
        definition.segments(),
        churn,
        definition.views(),
        definition.hash());
  }

  static Feature feature(String name, Aggregate aggregate, @Nullable Field of, Window... windows) {
    return feature(name, Set.of(), aggregate, of, null, ZoneOffset.UTC, windows);
  }

  static Feature feature(
      String name,
      Set<String> types,
      Aggregate aggregate,
      @Nullable Field of,
      @Nullable EventCondition where,
      ZoneId zone,
      Window... windows) {
    SortedSet<String> sorted = new TreeSet<>(types);
    return new Feature(name, sorted, aggregate, of, Arrays.asList(windows), where, zone);
  }

  static Feature top(String name, int keep, Field of, Window... windows) {
    return sketch(name, Aggregate.TOP, of, keep, Double.NaN, windows);
  }

  static Feature quantile(String name, double at, Window... windows) {
    return sketch(name, Aggregate.QUANTILE, AMOUNT, 0, at, windows);
  }

  private static Feature sketch(
      String name, Aggregate aggregate, Field of, int keep, double at, Window... windows) {
    return new Feature(
        name,
        Collections.emptySortedSet(),
        aggregate,
        of,
        Arrays.asList(windows),
        null,
        ZoneOffset.UTC,
        keep,
        at);
  }

  /** {@code 24h/10m}: size and hop, in s, m, h or d. */
  static Window window(String text) {
    int slash = text.indexOf('/');
    return new Window(text, millis(text.substring(0, slash)), millis(text.substring(slash + 1)));
  }

  static long millis(String text) {
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> count * 1_000;
      case 'm' -> count * 60_000;
      case 'h' -> count * 3_600_000;
      case 'd' -> count * 86_400_000;
      default -> throw new IllegalArgumentException(text);
    };
  }

  static Event event(@Nullable String id, long time, double amount) {
    return event(id, "view", time, amount, Double.NaN, null);
  }

  static Event event(
      @Nullable String id,
      String type,
      long time,
      double amount,
      double quantity,
      @Nullable String category) {
    return new Event(id, "u", type, time, null, category, amount, quantity, null, Map.of());
  }
}
