package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.EventCondition;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Observations;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A random definition and a random user's events with it, everything from one seed. */
final class RandomLife {

  private static final List<String> WINDOWS =
      List.of(
          "10s/1s", "60s/1s", "45s/3s", "1h/1m", "1h/12m", "1h/1h", "61m/1m", "24h/10m", "24h/15m",
          "36h/90m", "7d/1h", "7d/7d", "30d/6h", "90d/1d", "400d/1d");
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/St_Johns",
          "America/Sao_Paulo",
          "Asia/Kolkata",
          "Pacific/Apia");
  private static final List<String> TYPES = List.of("view", "cart", "purchase");
  private static final List<String> CATEGORIES = List.of("shoes", "hats", "Größe", "靴", "");
  private static final List<String> STARTS =
      List.of(
          "1953-04-05T00:00:00Z",
          "1969-12-31T23:00:00Z",
          "2008-11-02T00:00:00Z", // St John's sets clocks back at 00:01, to the day before
          "2011-12-28T00:00:00Z", // Apia leaves a day out
          "2018-02-17T12:00:00Z", // Sao Paulo sets clocks back at midnight
          "2026-03-28T22:00:00Z");
  private static final List<Field> NUMBERS =
      List.of(
          Definitions.AMOUNT,
          new Field("quantity", Field.Kind.NUMBER),
          new Field("attributes.score", Field.Kind.NUMBER));
  private static final List<Field> TEXTS =
      List.of(Definitions.CATEGORY, new Field("attributes.device", Field.Kind.TEXT));

  private final Random random;
  private final Definition definition;
  private final long pace;
  private long now;

  RandomLife(long seed) {
    random = new Random(seed);
    pace = pick(List.of(300L, 20_000L, 600_000L, 10_000_000L, 90_000_000L, 2_000_000_000L));
    now = Instant.parse(pick(STARTS)).toEpochMilli();
    definition = randomDefinition();
  }

  Definition definition() {
    return definition;
  }

  Random random() {
    return random;
  }

  /** The event time that events come around. */
  long now() {
    return now;
  }

  /** A time around now, mostly a little before, sometimes long before, seldom after. */
  long around() {
    return switch (random.nextInt(10)) {
      case 0 -> now - (long) (random.nextDouble() * 100 * pace);
      case 1 -> now + (long) (random.nextDouble() * 10 * pace);
      case 2, 3 -> now - (long) (random.nextDouble() * 10 * pace);
      default -> now - random.nextInt(1 + (int) Math.min(pace, 5_000));
    };
  }

  Event nextEvent() {
    if (random.nextInt(5) > 0) {
      double gaps = random.nextInt(20) == 0 ? 40 : 2;
      now += (long) (random.nextDouble() * gaps * pace);
    }
    long time = around();
    if (random.nextInt(10) == 0) {
      time = Math.floorDiv(time, 3_600_000) * 3_600_000;
    }
    String id = random.nextInt(3) == 0 ? null : "e" + random.nextInt(60);
    return new Event(
        id,
        "u",
        pick(TYPES),
        time,
        null,
        random.nextInt(4) == 0 ? null : pick(CATEGORIES),
        number(),
        random.nextInt(4) == 0 ? Double.NaN : random.nextInt(4),
        null,
        attributes());
  }

  private Map<String, Object> attributes() {
    return switch (random.nextInt(3)) {
      case 0 -> Map.of("score", present(), "device", "ios");
      case 1 -> Map.of("score", "none", "device", "web", "new", true);
      default -> Map.of();
    };
  }

  private double number() {
    return random.nextInt(4) == 0 ? Double.NaN : present();
  }

  private double present() {
    return switch (random.nextInt(8)) {
      case 0 -> 1e15;
      case 1 -> -1e15;
      case 2 -> 1e-5 * random.nextInt(10);
      case 3 -> random.nextGaussian();
      case 4 -> 1e9 + random.nextInt(3) / 1024.0;
      case 5 -> -random.nextInt(100);
      default -> random.nextInt(10_000) / 100.0;
    };
  }

  /**
   * Another definition in its place: features gone, added, reordered, renamed, with other windows
   * and hops; observations and everything about events as before.
   */
  Definition change(Definition before) {
    List<Feature> features = new ArrayList<>();
    for (Feature feature : before.features()) {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 -> features.add(withOtherWindows(feature, "n" + features.size()));
        default -> features.add(withWindows(feature, "n" + features.size(), feature.windows()));
      }
    }
    for (int i = random.nextInt(3); i > 0 || features.isEmpty(); i--) {
      features.add(randomFeature("n" + features.size()));
    }
    Collections.shuffle(features, random);
    return Definitions.of(
        before.events().deduplicateWithin(), before.observations(), before.retention(), features);
  }

  private Feature withOtherWindows(Feature feature, String name) {
    SortedSet<String> windows = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      windows.add(pick(WINDOWS));
    }
    feature.windows().stream()
        .filter(window -> random.nextBoolean())
        .forEach(window -> windows.add(window.label()));
    return withWindows(feature, name, windows.stream().map(Definitions::window).toList());
  }

  private static Feature withWindows(Feature feature, String name, List<Window> windows) {
    return new Feature(
        name,
        feature.types(),
        feature.aggregate(),
        feature.of(),
        windows,
        feature.where(),
        feature.zone(),
        feature.keep(),
        feature.at());
  }

  /** The same definition with a taste: half-lives from far shorter to far longer than the life. */
  Definition withEmbedding(Definition without) {
    Embedding embedding =
        new Embedding(
            "some-model",
            Definitions.CATEGORY,
            Duration.ofMillis(Math.max(1_000, pick(List.of(1L, 30L, 1_000L)) * pace)),
            random.nextBoolean() ? Map.of() : Map.of("cart", 0.5, "purchase", 3.0));
    return Definitions.of(
        without.events().deduplicateWithin(),
        without.observations(),
        without.retention(),
        without.features(),
        embedding);
  }

  /**
   * The same definition with labels: horizons shorter and longer than the ticks are apart, seldom a
   * multiple of that; a user is remembered until the last label is known.
   */
  Definition withLabels(Definition without) {
    long every = without.observations().every().toMillis();
    long horizon = (long) (every * pick(List.of(0.3, 1.0, 1.7, 4.0, 7.25))) + random.nextInt(2);
    Duration needed = without.observations().activeWithin().plusMillis(horizon);
    Duration retention =
        needed.compareTo(without.retention()) > 0 ? needed : without.retention();
    Definition remembering =
        Definitions.of(
            without.events().deduplicateWithin(),
            without.observations(),
            retention,
            without.features());
    String[] activity = TYPES.subList(0, 1 + random.nextInt(2)).toArray(String[]::new);
    return Definitions.withLabels(remembering, Duration.ofMillis(horizon), activity);
  }

  private Definition randomDefinition() {
    List<Feature> features = new ArrayList<>();
    int count = 1 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      features.add(randomFeature("f" + i));
    }
    long every = Math.max(1_000, pace * pick(List.of(2L, 7L, 50L)) / 1_000 * 1_000);
    long activeWithin = (long) (every * pick(List.of(0.3, 1.0, 2.5, 60.0)));
    return Definitions.of(
        Duration.ofMillis(pick(List.of(0L, pace / 3, 5 * pace, 200 * pace))),
        new Observations(Duration.ofMillis(every), Duration.ofMillis(activeWithin)),
        Duration.ofMillis(random.nextInt(5) == 0 ? 20 * pace : 5_000 * pace),
        features);
  }

  private Feature randomFeature(String name) {
    Aggregate aggregate = pick(List.of(Aggregate.values()));
    Field of = null;
    if (aggregate.needsField()) {
      of =
          switch (aggregate) {
            case TOP -> pick(TEXTS);
            case FIRST, LAST, DISTINCT -> random.nextBoolean() ? pick(TEXTS) : pick(NUMBERS);
            default -> pick(NUMBERS);
          };
    }
    SortedSet<String> types = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      types.add(pick(TYPES));
    }
    EventCondition where = random.nextInt(4) == 0 ? Definitions.MORE_THAN_ONE : null;
    SortedSet<String> windows = new TreeSet<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      windows.add(pick(WINDOWS));
    }
    return new Feature(
        name,
        types,
        aggregate,
        of,
        windows.stream().map(Definitions::window).toList(),
        where,
        ZoneId.of(pick(ZONES)),
        aggregate == Aggregate.TOP ? 1 + random.nextInt(5) : 0,
        aggregate == Aggregate.QUANTILE ? pick(List.of(0.0, 0.25, 0.5, 0.9, 1.0)) : Double.NaN);
  }

  private <T extends @Nullable Object> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
