package io.portrait.audit;

import io.portrait.audit.UserHistory.Life;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds a served row against the events it has to be made of: as many of the user's accepted
 * events, in the order in which they came, as {@code _events} says.
 */
final class ServedChecks {

  static final String EVENTS = "_events";
  static final String AS_OF = "_as_of";

  private final Definition definition;
  private final ComputedColumns computed;
  private final ScoreChecks scores;
  private final OptionalLong generation;
  private final boolean isGrowing;

  /**
   * @param generation of the run whose events are at hand; empty where that is not known
   * @param isGrowing whether the job may still have to read some of the events
   */
  ServedChecks(
      Definition definition,
      ComputedColumns computed,
      ScoreChecks scores,
      OptionalLong generation,
      boolean isGrowing) {
    this.definition = definition;
    this.computed = computed;
    this.scores = scores;
    this.generation = generation;
    this.isGrowing = isGrowing;
  }

  /** Why a row cannot be checked, now or ever; and whether a moment later it can. */
  private record Excuse(String why, boolean isForNow) {}

  /**
   * Checks a row.
   *
   * @param formerSegments that the user has had; null stands for none
   */
  List<Check> check(
      StoredProfile stored,
      Life life,
      EventHistory history,
      Collection<@Nullable Long> formerSegments,
      KnownModels models) {
    ProfileRow row = stored.row();
    Excuse excuse = excuse(row, life, history.isCut());
    if (excuse != null) {
      return excused(excuse);
    }
    int known = life.events().size();
    long applied = row.version().events();
    List<Event> events = life.plain();
    if (life.wasAway() && known != applied) {
      events = events.subList(life.sinceReturn(), known);
    }
    boolean isPrefix = isGrowing && applied < events.size();
    events = isPrefix ? events.subList(0, (int) applied) : events;

    List<Check> checks = new ArrayList<>();
    long asOf = row.version().asOf();
    boolean isComplete = events.size() == applied;
    checks.add(
        Check.of(
            EVENTS, isComplete, (long) events.size(), applied, "accepted events that are stored"));
    checks.add(asOf(asOf, events, history.latest()));
    Values values = row.values().copy();
    values.setEmbedding(row.embedding(), false);
    ComputedColumns.Compared compared =
        computed.compare(
            events,
            new ComputedColumns.Found(
                asOf,
                values,
                row.tags(),
                row.partialUntil(),
                row.status().contains(Embedding.NAME)));
    checks.addAll(compared.checks());
    checks.addAll(
        scores.check(
            new ScoreChecks.Said(
                row.version().generation(),
                row.models(),
                row.segment(),
                row.churnProbability(),
                row.churnReasons()),
            compared.inputs(),
            formerSegments,
            models));
    return checks;
  }

  private @Nullable Excuse excuse(ProfileRow row, Life life, boolean isCut) {
    if (!row.definitions().equals(definition.hash())) {
      return new Excuse("made by other definitions, " + row.definitions(), false);
    }
    if (generation.isPresent() && row.version().generation() != generation.getAsLong()) {
      return new Excuse(
          "made by another run, of which these are not the events: generation "
              + row.version().generation(),
          false);
    }
    long applied = row.version().events();
    int known = life.events().size();
    if (applied > known && isCut) {
      return new Excuse("the topic no longer holds the user's first events", false);
    }
    if (applied == known) {
      return null;
    }
    if (life.wasAway() && applied != known - life.sinceReturn()) {
      return new Excuse("the user was away for longer than retention", isGrowing);
    }
    if (applied < known && life.doubtful() > 0) {
      return new Excuse("some events may have been too late, and none is said to be", isGrowing);
    }
    if (applied < known && isGrowing && !life.isOrdered()) {
      return new Excuse("newer events, of several partitions, are on their way", true);
    }
    return null;
  }

  private List<Check> excused(Excuse excuse) {
    List<Check> checks = new ArrayList<>();
    for (String column : Audit.columns(definition, Leg.REDIS)) {
      checks.add(
          excuse.isForNow()
              ? Check.notYet(column, excuse.why())
              : Check.unchecked(column, excuse.why()));
    }
    return checks;
  }

  /** The latest event or the watermark, which nothing but an event moves. */
  private static Check asOf(long asOf, List<Event> events, long latestOfAll) {
    long latest = events.stream().mapToLong(Event::timeMillis).max().orElse(Long.MIN_VALUE);
    boolean isPossible = asOf >= latest && asOf <= Math.max(latest, latestOfAll);
    return Check.of(
        AS_OF, isPossible, isPossible ? asOf : latest, asOf, "the user's latest event, or later");
  }
}
