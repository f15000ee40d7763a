package io.portrait.audit;

import io.portrait.audit.UserHistory.Accepted;
import io.portrait.audit.UserHistory.Life;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.event.Event;
import io.portrait.learning.KMeansModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the row of a tick against the events it has to be made of: those with a time up to the tick
 * that came before the watermark had passed it.
 *
 * <p>Where the watermark stood when an event came is known only as "no further than". The events
 * that may have come too late for a tick are the last ones that came, and those that did are again
 * the last of these; so there are few possibilities, and a row is right if it is one of them.
 */
final class TickChecks {

  /** Whether there is a row at a tick; no column can have that name. */
  static final String ROW = "(row)";

  /** Of a user with more late events than that, not every possibility is tried. */
  private static final int MOST_TRIES = 64;

  private final ComputedColumns computed;
  private final ScoreChecks scores;
  private final List<String> columns;
  private final long everyMillis;
  private final long activeMillis;

  TickChecks(Definition definition, ComputedColumns computed, ScoreChecks scores) {
    this.computed = computed;
    this.scores = scores;
    this.columns = Audit.columns(definition, Leg.FEATURE_LOG);
    this.everyMillis = definition.observations().every().toMillis();
    this.activeMillis =
        Math.min(
            definition.observations().activeWithin().toMillis(), definition.retention().toMillis());
  }

  /**
   * Checks a row.
   *
   * @param canBeIdle whether time may have gone on without the user's partition
   */
  List<Check> check(TickRow row, Life life, boolean canBeIdle, KnownModels models) {
    List<Accepted> known =
        life.events().stream().filter(each -> each.event().timeMillis() <= row.tick()).toList();
    ComputedColumns.Found found =
        new ComputedColumns.Found(row.tick(), row.values(), row.tags(), Map.of(), false);
    ComputedColumns.Compared all = computed.compare(plain(known, known.size()), found);
    ComputedColumns.Compared best = all;
    for (int count = known.size() - 1, tries = 1;
        best.hasDifference() && count >= 0 && tries < MOST_TRIES;
        count--, tries++) {
      boolean mayBeLate = known.get(count).mostWatermark() >= row.tick();
      if (!mayBeLate && !canBeIdle) {
        break;
      }
      best = computed.compare(plain(known, count), found);
      if (!mayBeLate && !best.hasDifference()) {
        return unchecked(
            "fits without the last events, which may have come while their partition was idle");
      }
    }
    best = best.hasDifference() ? all : best;
    List<Check> checks = new ArrayList<>();
    boolean isActive = isActive(row.tick(), life, false);
    checks.add(Check.of(ROW, isActive, null, row.tick(), "the user was not active at this tick"));
    checks.addAll(best.checks());
    checks.addAll(
        scores.check(
            new ScoreChecks.Said(
                row.generation(), row.models(), row.segment(), row.probability(), null),
            best.inputs(),
            former(row, models),
            models));
    return checks;
  }

  /**
   * The ticks at which there is no row, though the user was active at them without a doubt; of
   * those between the first and the last that there are.
   */
  List<Long> missing(NavigableSet<Long> there, Life life) {
    List<Long> missing = new ArrayList<>();
    if (!there.isEmpty()) {
      for (long tick = there.first(); tick < there.last(); tick += everyMillis) {
        if (!there.contains(tick) && isActive(tick, life, true)) {
          missing.add(tick);
        }
      }
    }
    return missing;
  }

  /**
   * Whether the user had an event within {@code active_within} of a tick.
   *
   * @param inTime whether only events count that cannot have come too late for it
   */
  private boolean isActive(long tick, Life life, boolean inTime) {
    return life.events().stream()
        .filter(each -> !inTime || each.mostWatermark() < tick)
        .mapToLong(each -> each.event().timeMillis())
        .anyMatch(time -> time <= tick && time >= tick - activeMillis);
  }

  /** Every column of a row that nobody can check. */
  List<Check> unchecked(String why) {
    return columns.stream().map(column -> Check.unchecked(column, why)).toList();
  }

  private static List<Event> plain(List<Accepted> events, int count) {
    return events.subList(0, count).stream().map(Accepted::event).toList();
  }

  /** Whoever has no row before may come from anywhere: the job remembers more than a generation. */
  private static List<@Nullable Long> former(TickRow row, KnownModels models) {
    List<@Nullable Long> former = new ArrayList<>();
    former.add(row.former());
    Long version = row.models().get(Segments.NAME);
    if (row.isFirst() && version != null) {
      Optional<KMeansModel> model = models.segments(version, row.generation());
      LongStream.range(0, model.map(KMeansModel::count).orElse(0)).forEach(former::add);
    }
    return former;
  }
}
