package io.portrait.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Sets;
import io.portrait.job.Tally;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;

/**
 * What a run has left once all its events are in and time has come to its end: what Redis serves,
 * every Iceberg table, and the counts. Two runs of the same events leave the same, whatever
 * happened to one of them.
 *
 * <p>Left out is what the clock has a say in: when a row was written ({@code _written_at}, {@code
 * known_at}, {@code rejected_at}), and with which models a live row happened to be scored. Scores
 * of ticks, in {@code feature_log}, are not left out.
 *
 * @param rows by what it is a row of, and as text, how often it is there
 * @param counts what the job has counted, of records and of what came of them
 */
public record Outcome(Map<String, Map<String, Integer>> rows, Map<String, Long> counts) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REDIS = "redis";
  private static final int SHOWN = 5;

  private static final List<String> TABLES =
      List.of(
          OfflineTables.PROFILES,
          OfflineTables.FEATURE_LOG,
          OfflineTables.REJECTED_EVENTS,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS);

  /** When a row was written, and the topic, whose name is the run's. */
  private static final Set<String> OF_THE_RUN = Set.of("known_at", "rejected_at", "topic");

  /** Which models were at hand when a live row was made. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("segment", "churn_probability", "churn_reasons", "models", "status");

  /** Live rows are coalesced by the clock: how many were written is no part of the outcome. */
  private static final Set<String> COUNTED_BY_THE_CLOCK = Set.of(Tally.ROWS_WRITTEN);

  /** What a job has left so far. */
  public static Outcome of(ShopJob job) {
    Map<String, Map<String, Integer>> rows = new TreeMap<>();
    rows.put(REDIS, online(job));
    Catalog catalog = OfflineCatalog.open(job.warehouse().properties());
    try {
      for (String table : TABLES) {
        rows.put(table, offline(catalog, job, table));
      }
    } finally {
      OfflineCatalog.close(catalog);
    }
    Map<String, Long> counts = new TreeMap<>(job.counts());
    counts.keySet().removeAll(COUNTED_BY_THE_CLOCK);
    return new Outcome(rows, counts);
  }

  /** Where another differs, a line each; nothing if nowhere. */
  public List<String> differences(Outcome other) {
    List<String> differences = new ArrayList<>();
    for (String place : Sets.union(rows.keySet(), other.rows.keySet())) {
      Map<String, Integer> expected = rows.getOrDefault(place, Map.of());
      Map<String, Integer> found = other.rows.getOrDefault(place, Map.of());
      compare(place, expected, found, differences);
    }
    for (String name : Sets.union(counts.keySet(), other.counts.keySet())) {
      long expected = counts.getOrDefault(name, 0L);
      long found = other.counts.getOrDefault(name, 0L);
      if (expected != found) {
        differences.add(name + ": " + found + ", not " + expected);
      }
    }
    return differences;
  }

  /** Records that are neither accepted nor duplicate nor rejected; below 0, what counts twice. */
  public long uncounted() {
    long left = counts.getOrDefault(Tally.EVENTS_IN, 0L);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      boolean isFate =
          count.getKey().startsWith(Tally.EVENTS_REJECTED)
              || count.getKey().equals(Tally.EVENTS_ACCEPTED)
              || count.getKey().equals(Tally.EVENTS_DUPLICATE);
      left -= isFate ? count.getValue() : 0;
    }
    return left;
  }

  /** How many rows there are of something. */
  public int size(String place) {
    return rows.getOrDefault(place, Map.of()).values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void compare(
      String place,
      Map<String, Integer> expected,
      Map<String, Integer> found,
      List<String> differences) {
    int shown = 0;
    for (String row : new TreeSet<>(Sets.union(expected.keySet(), found.keySet()))) {
      int wanted = expected.getOrDefault(row, 0);
      int there = found.getOrDefault(row, 0);
      if (wanted != there && ++shown <= SHOWN) {
        differences.add(place + ": " + there + " times, not " + wanted + ": " + row);
      }
    }
    if (shown > SHOWN) {
      differences.add(place + ": and " + (shown - SHOWN) + " more rows");
    }
  }

  private static Map<String, Integer> online(ShopJob job) {
    Map<String, Integer> rows = new TreeMap<>();
    try (OnlineStore store = OnlineStore.connect(job.redis(), job.definition().project())) {
      List<String> users = new ArrayList<>();
      store.users().forEachRemaining(users::add);
      store
          .getAll(users)
          .forEach(each -> each.ifPresent(row -> rows.merge(line(row), 1, Integer::sum)));
    }
    return rows;
  }

  private static String line(StoredProfile profile) {
    try {
      ObjectNode row =
          (ObjectNode) JSON.readTree(ProfileJson.line(profile.row(), profile.schema()));
      row.remove("_written_at");
      OF_THE_MOMENT.forEach(column -> row.remove(List.of(column, "_" + column)));
      return row.toString();
    } catch (IOException e) {
      throw new IllegalStateException("a profile is no JSON", e);
    }
  }

  private static Map<String, Integer> offline(Catalog catalog, ShopJob job, String table) {
    Map<String, Integer> rows = new TreeMap<>();
    OfflineReader.forEach(
        catalog.loadTable(OfflineTables.identifier(job.definition().project(), table)),
        Expressions.alwaysTrue(),
        row -> {
          Map<String, Object> kept = new TreeMap<>(row);
          kept.keySet().removeAll(OF_THE_RUN);
          if (table.equals(OfflineTables.PROFILES)) {
            kept.keySet().removeAll(OF_THE_MOMENT);
          }
          kept.replaceAll((column, value) -> comparable(value));
          rows.merge(kept.toString(), 1, Integer::sum);
        });
    return rows;
  }

  private static Object comparable(Object value) {
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map);
    }
    return value instanceof byte[] raw ? new String(raw, StandardCharsets.ISO_8859_1) : value;
  }
}
