package io.portrait.sql;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Eight users in 38 days, under the built-in definitions; small enough to reckon by hand. */
final class KnownShop {

  static final Definition DEFINITION = definition();

  /** Midnight before day 0, a Sunday. */
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /** The latest midnight of an observation. */
  static final int LATEST = 38;

  static final List<KnownUser> USERS =
      List.of(
          new KnownUser("a", 1, 40, 1, true, 4, 400, 0.9, 0L, 0),
          new KnownUser("b", 2, 10, 2, false, 0, 10, 0.95, 1L, 1),
          new KnownUser("c", 7, 22, 3, true, 1, 30, 0.7, 1L, 1),
          new KnownUser("d", 8, 40, 4, true, 2, 100, 0.6, 0L, 0),
          new KnownUser("e", 9, 9, 5, false, 0, 0, 0.8, 1L, 1),
          new KnownUser("f", 15, 40, 6, true, 0, 50, 0.1, 1L, 0),
          new KnownUser("g", 16, 30, 7, false, 0, 20, 0.65, 1L, 1),
          new KnownUser("h", 34, 40, 8, false, 0, 0, 0.5, null, 0));

  private static final long DAY = 86_400_000;

  private KnownShop() {}

  /**
   * Every observation, and one of them twice: that of c at the latest midnight first said segment
   * 0, and was put right in a later generation.
   */
  static List<ProfileUpdate> ticks() {
    List<ProfileUpdate> ticks = new ArrayList<>();
    for (KnownUser user : USERS) {
      IntStream.rangeClosed(1, LATEST)
          .filter(user::known)
          .forEach(
              tick ->
                  ticks.add(
                      update(
                          Kind.TICK,
                          user,
                          tick,
                          0,
                          user.id().equals("c") && tick == LATEST
                              ? Long.valueOf(0)
                              : user.segment(tick))));
    }
    KnownUser corrected = USERS.get(2);
    ticks.add(update(Kind.TICK, corrected, LATEST, 1, corrected.segment(LATEST)));
    return ticks;
  }

  /** The profile of everybody at the latest midnight. */
  static List<ProfileUpdate> profiles() {
    return USERS.stream()
        .map(user -> update(Kind.LIVE, user, LATEST, 0, user.segment(LATEST)))
        .toList();
  }

  /** f moved at midnight 32. */
  static List<SegmentChange> changes() {
    return List.of(new SegmentChange("f", START.toEpochMilli() + 32 * DAY, 1, 0, 7));
  }

  private static ProfileUpdate update(
      Kind kind, KnownUser user, int tick, long generation, @Nullable Long segment) {
    long asOf = START.toEpochMilli() + tick * DAY;
    return new ProfileUpdate(
        kind,
        new ProfileRow(
            user.id(),
            new RowVersion(generation, tick, asOf),
            values(user, tick),
            segment,
            user.churn(),
            List.of("no event for " + (tick - user.last()) + " days: +0.20", "and more"),
            List.of("known"),
            asOf + 1_000 + generation,
            DEFINITION.hash(),
            Map.of("churn", 3L),
            ProfileRow.COMPLETE,
            Map.of(),
            null));
  }

  private static Values values(KnownUser user, int tick) {
    int week = user.daysActive(tick, 7);
    Map<String, Double> numbers =
        Map.ofEntries(
            Map.entry("tenure_days", tick - user.first() - 0.5),
            Map.entry("views_24h", (double) user.views() * user.daysActive(tick, 1)),
            Map.entry("views_7d", (double) user.views() * week),
            Map.entry("views_30d", (double) user.views() * user.daysActive(tick, 30)),
            Map.entry("carts_7d", user.carts() ? week : 0.0),
            Map.entry("purchases_7d", user.purchases() > 1 && week > 0 ? 1.0 : 0.0),
            Map.entry("purchases_30d", (double) user.purchases()),
            Map.entry("spend_30d", user.money()),
            Map.entry("days_active_7d", (double) week),
            Map.entry("days_active_30d", (double) user.daysActive(tick, 30)));
    List<Column> columns = DEFINITION.columns();
    Values values = new Values(columns.size());
    for (int slot = 0; slot < columns.size(); slot++) {
      Double number = numbers.get(columns.get(slot).name());
      if (number != null) {
        values.set(slot, number);
      }
    }
    return values;
  }

  private static Definition definition() {
    try (InputStream bytes =
        KnownShop.class.getResourceAsStream("/io/portrait/definition/shop.yaml")) {
      return DefinitionFile.parse(
          new String(bytes.readAllBytes(), StandardCharsets.UTF_8), "the built-in definitions");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
