package io.portrait.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.Check.Verdict;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the windows make of a shop, audited; and what was changed behind their back, found. */
class AuditTest extends AuditedShop {

  @Test
  void everything_agrees_and_nothing_is_left_unchecked() {
    SHOP.ticks.forEach(row -> offline.take(DEFINITION, row, 1_000, new Random(1)));

    AuditReport report = audit(SHOP.rows.values(), history(SHOP.records));

    assertThat(report.mismatches()).isEmpty();
    assertThat(report.reasons()).isEmpty();
    assertThat(report.rows(Leg.REDIS)).isEqualTo(SHOP.rows.size()).isGreaterThan(100);
    assertThat(report.rows(Leg.FEATURE_LOG)).isEqualTo(SHOP.ticks.size()).isGreaterThan(5_000);
    assertThat(report.columns().keySet())
        .containsAll(Audit.columns(DEFINITION, Leg.REDIS))
        .containsAll(Audit.columns(DEFINITION, Leg.FEATURE_LOG));
    assertThat(report.columns().values())
        .allSatisfy(column -> assertThat(column.agree()).isPositive());
  }

  @Test
  void a_changed_value_is_found_in_its_column_and_in_no_other() {
    StoredProfile right = row(BUSY);
    List<Column> columns = DEFINITION.columns();
    EventHistory history = history(SHOP.records);
    for (int slot = 0; slot < columns.size(); slot++) {
      Values values = right.row().values().copy();
      switch (columns.get(slot).type()) {
        case STRING -> values.set(slot, "something else");
        case STRING_LIST -> values.set(slot, List.of("something else"));
        default -> values.set(slot, values.number(slot) * (1 + 3e-9) + 1e-9);
      }

      AuditReport report =
          audit(List.of(with(right, values, right.row().tags(), events(right))), history);

      assertThat(differing(report))
          .as(columns.get(slot).name())
          .containsExactly(columns.get(slot).name());
    }
    AuditReport report =
        audit(List.of(with(right, right.row().values(), List.of("loyal"), events(right))), history);
    assertThat(differing(report)).containsExactly("tags");
  }

  @Test
  void says_what_the_value_should_have_been_made_of() {
    StoredProfile right = row(BUSY);
    Values values = right.row().values().copy();
    values.set(2, 99.0);

    AuditReport report =
        audit(
            List.of(with(right, values, right.row().tags(), events(right))), history(SHOP.records));

    Check check = report.mismatches().get(0).check();
    double expected = right.row().values().number(2);
    assertThat(check.found()).isEqualTo(99.0);
    assertThat(check.expected()).isEqualTo(expected);
    assertThat(check.off()).isEqualTo(Math.abs(99 - expected) / Math.max(99, expected));
    assertThat(check.why()).startsWith((long) expected + " event").contains("view at 2025-10-");
  }

  @Test
  void an_event_that_the_row_has_not_seen_or_the_file_has_not_is_found() {
    byte[] last = lastOf(BUSY);
    List<byte[]> withoutIt = new ArrayList<>(SHOP.records);
    withoutIt.remove(last);

    AuditReport lost = audit(List.of(row(BUSY)), history(withoutIt));
    assertThat(differing(lost)).contains("_events");
    Check check = lost.mismatches().get(0).check();
    assertThat(check.column()).isEqualTo("_events");
    assertThat(check.expected()).isEqualTo(events(row(BUSY)) - 1);

    AuditReport notSeen = audit(List.of(early(BUSY)), history(SHOP.records));
    assertThat(differing(notSeen)).contains("_events");
  }

  @Test
  void a_row_whose_newest_events_are_still_to_come_is_held_against_those_before() {
    isGrowing = true;
    for (String user : SHOP.rows.keySet()) {
      List<StoredProfile> rows = SHOP.earlier.getOrDefault(user, List.of());
      AuditReport report = audit(List.of(rows.get(rows.size() / 2)), history(SHOP.records));
      assertThat(report.mismatches()).isEmpty();
      assertThat(report.reasons()).isEmpty();
    }
  }

  @Test
  void of_events_in_several_partitions_nobody_knows_which_came_first() {
    isGrowing = true;
    EventHistory history = new EventHistory(DEFINITION, Set.of(BUSY));
    for (int i = 0; i < SHOP.records.size(); i++) {
      history.take(SHOP.records.get(i), i, i % 2, System.currentTimeMillis());
    }
    refusals = Refusals.none();

    UserAudit early = check(early(BUSY), history);
    assertThat(early.isUnsettled()).isTrue();
    assertThat(early.hasMismatch()).isFalse();

    UserAudit whole = check(row(BUSY), history);
    assertThat(whole.isUnsettled()).as("with all of them it does not matter").isFalse();
    assertThat(whole.hasMismatch()).isFalse();
  }

  @Test
  void what_nobody_can_tell_is_not_called_right() {
    StoredProfile right = row(BUSY);
    EventHistory history = history(SHOP.records);
    Audit ofAnotherRun = new Audit(DEFINITION, OptionalLong.of(7), false, null);
    assertUnchecked(
        ofAnotherRun.check(right, history, refusals, KnownModels.none(), offline), "another run");

    Definition changed =
        DefinitionFile.parse(
            "project: shop\nfeatures: [{name: views, types: [view], aggregate: count}]", "test");
    assertUnchecked(
        new Audit(changed, OptionalLong.empty(), false, null)
            .check(right, history, refusals, KnownModels.none(), offline),
        "made by other definitions, " + DEFINITION.hash());

    EventHistory cut = history(SHOP.records.subList(SHOP.records.size() / 2, SHOP.records.size()));
    cut.cut();
    assertUnchecked(check(right, cut), "no longer holds the user's first events");
  }

  @Test
  void a_column_that_calls_itself_partial_is_believed() {
    ProfileRow row = row(BUSY).row();
    Values values = row.values().copy();
    values.set(1, 0.0);
    ProfileRow partial =
        new ProfileRow(
            row.userId(),
            row.version(),
            values,
            null,
            Double.NaN,
            List.of(),
            row.tags(),
            0,
            row.definitions(),
            Map.of(),
            row.status(),
            Map.of("views_24h", Long.MAX_VALUE),
            null);

    AuditReport report =
        audit(List.of(new StoredProfile(partial, row(BUSY).schema())), history(SHOP.records));

    assertThat(report.columns().get("views_24h"))
        .returns(1L, AuditReport.Tally::unchecked)
        .returns(0L, AuditReport.Tally::differ);
    assertThat(differing(report)).as("from the column as it is, 0").containsExactly("pace");
  }

  private static void assertUnchecked(UserAudit audit, String why) {
    assertThat(audit.rows())
        .allSatisfy(
            row ->
                assertThat(row.checks())
                    .isNotEmpty()
                    .allSatisfy(
                        check -> {
                          assertThat(check.verdict()).isEqualTo(Verdict.UNCHECKED);
                          assertThat(check.why()).contains(why);
                        }));
  }

  private static StoredProfile early(String user) {
    List<StoredProfile> rows = SHOP.earlier.getOrDefault(user, List.of());
    return rows.get(rows.size() - 10);
  }

  /** The user's last record that is no copy of another. */
  private static byte[] lastOf(String user) {
    EventParser parser = new EventParser(DEFINITION.events());
    for (int i = SHOP.records.size() - 1; i >= 0; i--) {
      byte[] record = SHOP.records.get(i);
      if (parser.parse(record, new Origin("", 0, 0), System.currentTimeMillis())
              instanceof Event event
          && event.userId().equals(user)
          && SHOP.records.stream()
                  .filter(
                      other ->
                          new String(other, StandardCharsets.UTF_8)
                              .contains("\"" + event.eventId() + "\""))
                  .count()
              == 1) {
        return record;
      }
    }
    throw new AssertionError("only copies");
  }

  private static StoredProfile with(
      StoredProfile stored, Values values, List<String> tags, long events) {
    ProfileRow row = stored.row();
    return new StoredProfile(
        new ProfileRow(
            row.userId(),
            new RowVersion(0, events, row.version().asOf()),
            values,
            row.segment(),
            row.churnProbability(),
            row.churnReasons(),
            tags,
            row.writtenAt(),
            row.definitions(),
            row.models(),
            row.status(),
            row.partialUntil(),
            row.embedding()),
        stored.schema());
  }
}
