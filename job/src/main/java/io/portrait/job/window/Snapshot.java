package io.portrait.job.window;

import io.portrait.definition.Values;
import io.portrait.profile.Scores;
import java.util.Map;

/**
 * What is known of a user as of a time.
 *
 * @param kind why it was taken
 * @param userId whose
 * @param asOf event time it is true for, epoch milliseconds
 * @param events accepted events applied
 * @param values a slot per column of the definition; owned by whoever receives the snapshot
 * @param partialUntil columns that do not know yet all they cover, to the event time as of which
 *     they will; of live rows only
 * @param scores what models say; {@link Scores#NONE} until they are asked
 * @param cause the event that it was taken for, of live rows only
 */
public record Snapshot(
    Kind kind,
    String userId,
    long asOf,
    long events,
    Values values,
    Map<String, Long> partialUntil,
    Scores scores,
    Cause cause) {

  /** One that no model has been asked about, and no event asked for. */
  public Snapshot(
      Kind kind,
      String userId,
      long asOf,
      long events,
      Values values,
      Map<String, Long> partialUntil) {
    this(kind, userId, asOf, events, values, partialUntil, Scores.NONE, Cause.NONE);
  }

  /** The same, with what models say. */
  public Snapshot with(Scores said) {
    return new Snapshot(kind, userId, asOf, events, values, partialUntil, said, cause);
  }

  /** Why a snapshot was taken. */
  public enum Kind {
    /** Something changed: the profile as of now. */
    LIVE,
    /** An observation tick. */
    TICK,
    /** The user was forgotten; the values mean nothing. */
    GONE,
    /** The user was erased, at the time it is of; neither events nor values mean anything. */
    ERASED
  }
}
