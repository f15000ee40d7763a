package io.portrait.audit;

import io.portrait.audit.UserHistory.Life;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.online.StoredProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether rows are what the definitions make of the events, wherever they stand: the served one
 * against a recomputation, those of ticks against one as of their tick, the current one offline
 * against the served one. For one thread.
 *
 * <p>What is not asked: whether a row is as new as it might be, and whether every user has one.
 */
public final class Audit {

  private final Definition definition;
  private final ServedChecks served;
  private final TickChecks ticks;
  private final ProfileChecks profiles;

  /**
   * An audit by these definitions.
   *
   * @param generation of the run whose events are at hand; empty where that is not known
   * @param isGrowing whether the job may still have to read some of the events
   * @param model gives the vector of a text, or null where it cannot; null where embeddings are not
   *     recomputed
   */
  public Audit(
      Definition definition,
      OptionalLong generation,
      boolean isGrowing,
      @Nullable Function<String, float @Nullable []> model) {
    this.definition = definition;
    ComputedColumns computed = new ComputedColumns(definition, model);
    ScoreChecks scores = new ScoreChecks(definition);
    served = new ServedChecks(definition, computed, scores, generation, isGrowing);
    ticks = new TickChecks(definition, computed, scores);
    profiles = new ProfileChecks(definition, isGrowing);
  }

  /** Checks everything that is known of a user. */
  public UserAudit check(
      StoredProfile stored,
      EventHistory history,
      Refusals refusals,
      KnownModels models,
      OfflineRows offline) {
    String user = stored.row().userId();
    Life life = history.life(user, refusals);
    List<UserAudit.Row> rows = new ArrayList<>();
    long asOf = stored.row().version().asOf();
    rows.add(
        new UserAudit.Row(
            Leg.REDIS, asOf, served.check(stored, life, history, offline.segments(user), models)));
    if (offline.hasProfiles()) {
      rows.add(
          new UserAudit.Row(
              Leg.PROFILES, asOf, profiles.check(stored.row(), offline.profile(user))));
    }
    String excuse = excuse(stored, life, history, offline);
    for (TickRow row : offline.ticks(user)) {
      rows.add(
          new UserAudit.Row(
              Leg.FEATURE_LOG,
              row.tick(),
              excuse == null
                  ? ticks.check(row, life, history.hasSeveralPartitions(), models)
                  : ticks.unchecked(excuse)));
    }
    if (excuse == null) {
      for (long tick : ticks.missing(offline.times(user), life)) {
        Check missing =
            Check.of(TickChecks.ROW, false, tick, null, "active, but there is no row at this tick");
        rows.add(new UserAudit.Row(Leg.FEATURE_LOG, tick, List.of(missing)));
      }
    }
    return new UserAudit(user, rows);
  }

  /** Why nobody can tell what rows of ticks should be; null where somebody can. */
  private @Nullable String excuse(
      StoredProfile stored, Life life, EventHistory history, OfflineRows offline) {
    if (!stored.row().definitions().equals(definition.hash())
        || offline.isOfChangedDefinitions(stored.row().userId())) {
      return "the definitions changed; what was partial at a tick is not written down";
    }
    if (life.wasAway()) {
      return "the user was away for longer than retention";
    }
    return history.isCut() && life.events().size() < stored.row().version().events()
        ? "the topic no longer holds the user's first events"
        : null;
  }

  /** The columns that are audited in a place, in the order of the file. */
  public static List<String> columns(Definition definition, Leg leg) {
    List<String> columns = new ArrayList<>();
    if (leg == Leg.FEATURE_LOG) {
      columns.add(TickChecks.ROW);
    }
    if (leg == Leg.REDIS) {
      columns.add(ServedChecks.EVENTS);
      columns.add(ServedChecks.AS_OF);
    }
    definition.columns().stream().map(Column::name).forEach(columns::add);
    if (!definition.tags().isEmpty()) {
      columns.add(ComputedColumns.TAGS);
    }
    if (definition.embedding() != null) {
      columns.add(Embedding.NAME);
    }
    if (definition.segments() != null) {
      columns.add(ScoreChecks.SEGMENT);
    }
    if (definition.churn() != null) {
      columns.add(ScoreChecks.PROBABILITY);
      if (leg != Leg.FEATURE_LOG) {
        columns.add(ScoreChecks.REASONS);
      }
    }
    return columns;
  }
}
