package io.portrait.job.window;

import io.portrait.definition.Values;
import java.util.Map;

/**
 * What is known of a user as of a time; derived columns are not filled in yet.
 *
 * @param kind why it was taken
 * @param userId whose
 * @param asOf event time it is true for, epoch milliseconds
 * @param events accepted events applied
 * @param values a slot per column of the definition; owned by whoever receives the snapshot
 * @param partialUntil columns that do not know yet all they cover, to the event time as of which
 *     they will; of live rows only
 */
public record Snapshot(
    Kind kind,
    String userId,
    long asOf,
    long events,
    Values values,
    Map<String, Long> partialUntil) {

  /** Why a snapshot was taken. */
  public enum Kind {
    /** Something changed: the profile as of now. */
    LIVE,
    /** An observation tick. */
    TICK,
    /** The user was forgotten; the values mean nothing. */
    GONE
  }
}
