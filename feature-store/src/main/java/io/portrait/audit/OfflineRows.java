package io.portrait.audit;

import io.portrait.definition.Definition;
import io.portrait.offline.OfflineReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * What the offline tables say of some users: their current row, and some of the rows of their
 * ticks. Of the other ticks it only remembers the segment, some dozen bytes each.
 */
public final class OfflineRows {

  /** What is remembered of every row: of two of one tick the one known last counts. */
  private record Tick(Instant knownAt, @Nullable Long segment) {}

  /** By user. */
  private final Map<String, Map<String, @Nullable Object>> profiles = new HashMap<>();

  private final Map<String, List<TickRow>> chosen = new HashMap<>();
  private final Map<String, TreeMap<Long, Tick>> ticks = new HashMap<>();
  private final Set<String> ofChangedDefinitions = new HashSet<>();

  private boolean hasProfiles;

  /** Reads the current rows of some users. */
  public void readProfiles(Table profiles, Collection<String> users) {
    hasProfiles = true;
    OfflineReader.forEach(
        profiles,
        Expressions.in("user_id", users.toArray()),
        row -> this.profiles.put(user(row), row));
  }

  /**
   * Reads the rows of ticks of some users and chooses some of each.
   *
   * @param generation whose rows; those of others were made by another run, of other events
   * @param most rows of a user, at least 1
   * @param random which
   */
  public void readTicks(
      Table featureLog,
      Definition definition,
      Collection<String> users,
      long generation,
      int most,
      Random random) {
    OfflineReader.forEach(
        featureLog,
        Expressions.and(
            Expressions.in("user_id", users.toArray()),
            Expressions.equal("generation", generation)),
        row -> {
          if (definition.hash().equals(row.get("definitions"))) {
            take(definition, row, most, random);
          } else {
            ofChangedDefinitions.add(user(row));
          }
        });
  }

  /** Takes a row of {@code feature_log} of these definitions. */
  void take(Definition definition, Map<String, @Nullable Object> row, int most, Random random) {
    TickRow found = TickRow.of(definition, row);
    Instant knownAt = (Instant) Objects.requireNonNull(row.get("known_at"));
    TreeMap<Long, Tick> of = ticks.computeIfAbsent(user(row), any -> new TreeMap<>());
    List<TickRow> rows = chosen.computeIfAbsent(user(row), any -> new ArrayList<>());
    Tick before = of.get(found.tick());
    if (before != null) {
      if (knownAt.isAfter(before.knownAt())) {
        of.put(found.tick(), new Tick(knownAt, found.segment()));
        rows.replaceAll(one -> one.tick() == found.tick() ? found : one);
      }
      return;
    }
    of.put(found.tick(), new Tick(knownAt, found.segment()));
    // Vitter's algorithm R, 1985: each row as likely as any other.
    if (rows.size() < most) {
      rows.add(found);
    } else {
      int place = random.nextInt(of.size());
      if (place < most) {
        rows.set(place, found);
      }
    }
  }

  /** Versions of models that chosen rows name. */
  public void addModels(Map<String, Set<Long>> versions) {
    chosen
        .values()
        .forEach(
            rows ->
                rows.forEach(
                    row ->
                        row.models()
                            .forEach(
                                (name, version) ->
                                    versions
                                        .computeIfAbsent(name, any -> new HashSet<>())
                                        .add(version))));
  }

  /** Whether there is a table of current rows. */
  boolean hasProfiles() {
    return hasProfiles;
  }

  /** The current row; empty where there is none. */
  Optional<Map<String, @Nullable Object>> profile(String user) {
    return Optional.ofNullable(profiles.get(user));
  }

  /** The chosen rows of ticks, each with the segment of the tick before. */
  List<TickRow> ticks(String user) {
    List<TickRow> rows = new ArrayList<>();
    TreeMap<Long, Tick> of = ticks.getOrDefault(user, new TreeMap<>());
    for (TickRow row : chosen.getOrDefault(user, List.of())) {
      Map.Entry<Long, Tick> before = of.lowerEntry(row.tick());
      rows.add(before == null ? row : row.after(before.getValue().segment()));
    }
    return rows;
  }

  /** The times of all rows of ticks. */
  NavigableSet<Long> times(String user) {
    return ticks.getOrDefault(user, new TreeMap<>()).navigableKeySet();
  }

  /** Every segment that a user has had at a tick; null stands for none. */
  Set<@Nullable Long> segments(String user) {
    Set<@Nullable Long> segments = new HashSet<>();
    segments.add(null);
    TreeMap<Long, Tick> of = ticks.get(user);
    if (of != null) {
      of.values().forEach(tick -> segments.add(tick.segment()));
    }
    return segments;
  }

  /** Whether other definitions made some rows of the user's ticks. */
  boolean isOfChangedDefinitions(String user) {
    return ofChangedDefinitions.contains(user);
  }

  private static String user(Map<String, @Nullable Object> row) {
    return (String) Objects.requireNonNull(row.get("user_id"));
  }
}
