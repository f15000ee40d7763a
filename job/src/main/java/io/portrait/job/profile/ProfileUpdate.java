package io.portrait.job.profile;

import io.portrait.profile.ProfileRow;

/**
 * A finished row and what it is for.
 *
 * @param kind where it goes
 * @param row the profile; of a {@link Kind#GONE} user only id and version mean anything
 */
public record ProfileUpdate(Kind kind, ProfileRow row) {

  /** Where a row goes. */
  public enum Kind {
    /** The profile as of now: Redis and the {@code profiles} table. */
    LIVE,
    /** The profile as of an observation tick: the {@code feature_log} table. */
    TICK,
    /** The user was forgotten: leaves Redis and the {@code profiles} table. */
    GONE
  }
}
