package io.portrait.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.Event;
import io.portrait.event.Heartbeat;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rows of ticks, from which training sets are drawn. */
class TickAuditTest extends AuditedShop {

  @Test
  void a_changed_or_missing_or_needless_row_of_a_tick_is_found() {
    List<Map<String, @Nullable Object>> of =
        SHOP.ticks.stream().filter(row -> BUSY.equals(row.get("user_id"))).toList();
    Map<String, @Nullable Object> wrong = new HashMap<>(of.get(3));
    wrong.put("views_7d", 1_000L);
    Map<String, @Nullable Object> needless = new HashMap<>(of.get(of.size() - 1));
    Instant later = Instant.parse("2026-01-01T00:00:00Z");
    needless.put("as_of", later);
    for (Map<String, @Nullable Object> row : of) {
      if (row != of.get(3) && row != of.get(5)) {
        offline.take(DEFINITION, row, 1_000, new Random(1));
      }
    }
    offline.take(DEFINITION, wrong, 1_000, new Random(1));

    AuditReport report = audit(List.of(row(BUSY)), history(SHOP.records));
    assertThat(report.mismatches())
        .extracting(
            each ->
                each.leg() + " " + Instant.ofEpochMilli(each.asOf()) + " " + each.check().column())
        .contains(
            "FEATURE_LOG " + of.get(3).get("as_of") + " views_7d",
            "FEATURE_LOG " + of.get(5).get("as_of") + " (row)");
    assertThat(differing(report)).contains("views_7d", "(row)").doesNotContain("spend_7d");

    OfflineRows one = new OfflineRows();
    one.take(DEFINITION, needless, 1_000, new Random(1));
    AuditReport report2 = new AuditReport();
    report2.add(
        new Audit(DEFINITION, OptionalLong.empty(), false, null)
            .check(row(BUSY), history(SHOP.records), refusals, KnownModels.none(), one));
    assertThat(differing(report2)).contains("(row)");
  }

  @Test
  void of_two_rows_of_a_tick_the_one_known_last_counts() {
    Map<String, @Nullable Object> right =
        SHOP.ticks.stream()
            .filter(row -> BUSY.equals(row.get("user_id")))
            .findFirst()
            .orElseThrow();
    Map<String, @Nullable Object> wrong = new HashMap<>(right);
    wrong.put("views_7d", 1_000L);
    wrong.put("known_at", Instant.EPOCH.minusSeconds(1));
    offline.take(DEFINITION, right, 10, new Random(1));
    offline.take(DEFINITION, wrong, 10, new Random(1));
    assertThat(audit(List.of(row(BUSY)), history(SHOP.records)).differ()).isZero();

    wrong.put("known_at", Instant.EPOCH.plusSeconds(1));
    offline.take(DEFINITION, wrong, 10, new Random(1));
    assertThat(differing(audit(List.of(row(BUSY)), history(SHOP.records))))
        .containsExactly("views_7d");
  }

  @Test
  void a_row_of_a_tick_that_lacks_an_event_is_wrong_unless_time_went_on_without_its_partition() {
    Map<String, @Nullable Object> right =
        SHOP.ticks.stream().filter(row -> BUSY.equals(row.get("user_id"))).toList().get(20);
    long tick = ((Instant) Objects.requireNonNull(right.get("as_of"))).toEpochMilli();
    List<Event> events =
        history(SHOP.records).life(BUSY, refusals).events().stream()
            .filter(each -> each.event().timeMillis() <= tick && each.mostWatermark() < tick)
            .map(UserHistory.Accepted::event)
            .toList();
    Map<String, @Nullable Object> wrong = new HashMap<>(right);
    NaiveFeatures.evaluate(DEFINITION, events.subList(0, events.size() - 1), tick)
        .forEach(
            (column, value) ->
                wrong.put(column, right.get(column) instanceof Long ? whole(value) : value));
    wrong.put("pace", (double) whole(wrong.get("views_24h")) / whole(wrong.get("views_7d")));
    offline.take(DEFINITION, wrong, 10, new Random(1));

    assertThat(wrong).as("the event tells").isNotEqualTo(right);
    assertThat(check(row(BUSY), history(SHOP.records)).hasMismatch()).isTrue();

    EventHistory severalPartitions = history(SHOP.records);
    severalPartitions.take(new Heartbeat(0), 1);
    UserAudit.Row ofTick =
        check(row(BUSY), severalPartitions).rows().stream()
            .filter(row -> row.leg() == Leg.FEATURE_LOG)
            .findFirst()
            .orElseThrow();
    assertThat(ofTick.checks())
        .allSatisfy(
            check ->
                assertThat(check.why())
                    .isEqualTo(
                        "fits without the last events, which may have come while their partition"
                            + " was idle"));
  }

  private static long whole(@Nullable Object number) {
    return ((Number) Objects.requireNonNull(number)).longValue();
  }

  @Test
  void of_many_rows_some_are_chosen_each_as_likely_as_any_other() {
    List<Map<String, @Nullable Object>> of =
        SHOP.ticks.stream().filter(row -> BUSY.equals(row.get("user_id"))).limit(30).toList();
    int[] chosen = new int[of.size()];
    for (int seed = 0; seed < 1_000; seed++) {
      OfflineRows some = new OfflineRows();
      Random random = new Random(seed);
      of.forEach(row -> some.take(DEFINITION, row, 10, random));
      assertThat(some.ticks(BUSY)).hasSize(10);
      for (TickRow row : some.ticks(BUSY)) {
        chosen[some.times(BUSY).headSet(row.tick()).size()]++;
      }
    }

    // Binomial, 1,000 of a third: 333 with a deviation of 15; five of them either way.
    assertThat(IntStream.of(chosen).boxed())
        .allSatisfy(times -> assertThat(times).isBetween(258, 408));
  }
}
