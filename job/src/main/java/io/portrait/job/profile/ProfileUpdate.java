package io.portrait.job.profile;

import io.portrait.job.window.Cause;
import io.portrait.job.window.Snapshot;
import io.portrait.profile.ProfileRow;

/**
 * A finished row and what it is for: a live one goes to Redis and the {@code profiles} table, a
 * tick to {@code feature_log}; a user who is gone or erased leaves Redis and {@code profiles}.
 *
 * @param kind why its snapshot was taken
 * @param row the profile; of a user who is gone only id and version mean anything, of one who was
 *     erased only the id and when, which is what the row is as of
 * @param cause the event that a live row was made for
 */
public record ProfileUpdate(Snapshot.Kind kind, ProfileRow row, Cause cause) {

  /** One that no event asked for. */
  public ProfileUpdate(Snapshot.Kind kind, ProfileRow row) {
    this(kind, row, Cause.NONE);
  }

  /** Whether there is no profile of the user any more. */
  public boolean isFarewell() {
    return kind == Snapshot.Kind.GONE || kind == Snapshot.Kind.ERASED;
  }
}
