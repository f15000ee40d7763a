package io.portrait.benchmark;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.definition.Values;
import io.portrait.job.window.Snapshot;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Users who are another of the {@link SampledUsers} at every tick, computed from their number and
 * the tick: no run sees others. For one thread.
 */
final class TickedUsers {

  /** Between two ticks: so few of them fill every window. */
  static final Duration EVERY = Duration.ofDays(7);

  private static final long START_MILLIS = Instant.parse("2025-01-02T00:00:00Z").toEpochMilli();

  /** Golden ratio of 64 bits: numbers that follow each other lie far apart. */
  private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;

  private final List<Values> values;
  private final Inputs segmentInputs;
  private final Inputs churnInputs;
  private final long horizonMillis;

  TickedUsers(SampledUsers sample, String definitionText) {
    Definition definition = DefinitionFile.parse(definitionText, "definitions");
    Segments segments = Objects.requireNonNull(definition.segments());
    Churn churn = Objects.requireNonNull(definition.churn());
    values = sample.values();
    segmentInputs = Inputs.of(definition, segments.features());
    churnInputs = Inputs.of(definition, churn.features());
    horizonMillis = churn.horizon().toMillis();
  }

  /** The id of a user by number. */
  static String idOf(long number) {
    return "user-" + number;
  }

  /** A tick by number, event time. */
  static long tickMillis(long number) {
    return START_MILLIS + number * EVERY.toMillis();
  }

  /** A row of a user; the values are everybody's. */
  Snapshot snapshot(Snapshot.Kind kind, String userId, long tickMillis) {
    return new Snapshot(kind, userId, tickMillis, 1, valuesOf(userId, tickMillis), Map.of());
  }

  private Values valuesOf(String userId, long tickMillis) {
    return values.get(Math.floorMod(hash(userId, tickMillis), values.size()));
  }

  private static long hash(String userId, long tickMillis) {
    long mixed = (userId.hashCode() + tickMillis) * SCATTER;
    return ((mixed ^ (mixed >>> 32)) * SCATTER) >>> 16;
  }

  /** What segments are learned from at a tick. */
  Example ofSegments(String userId, long tickMillis) {
    double[] features = segmentInputs.of(valuesOf(userId, tickMillis));
    return new Example(userId, tickMillis, tickMillis, features, Double.NaN, 1);
  }

  /**
   * What is known at a tick of the user a horizon before it: a label that has to do with the
   * columns, and does not follow from them.
   */
  Example ofChurn(String userId, long tickMillis) {
    double[] features = churnInputs.of(valuesOf(userId, tickMillis));
    double sum = 0;
    for (double feature : features) {
      sum += Double.isNaN(feature) ? 0 : Math.min(feature, 30);
    }
    double chance = 1 / (1 + sum / 50);
    double dice = (hash(userId, ~tickMillis) & 0xFFFF) / 65_536.0;
    return new Example(
        userId, tickMillis - horizonMillis, tickMillis, features, dice < chance ? 1 : 0, 1);
  }
}
