package io.portrait.cli.explain;

import io.portrait.cli.status.Numbers;
import java.time.Duration;
import java.time.Instant;

/**
 * The saved state that an answer was read from.
 *
 * @param isSavepoint or a checkpoint
 * @param id the number of the checkpoint
 * @param place its directory
 * @param savedMillis when it was completed, epoch milliseconds
 */
public record Source(boolean isSavepoint, long id, String place, long savedMillis) {

  /** {@code savepoint}, {@code checkpoint}. */
  String kind() {
    return isSavepoint ? "savepoint" : "checkpoint";
  }

  /** {@code the checkpoint of 12 s ago}. */
  public String words(Instant now) {
    Duration age = Duration.between(Instant.ofEpochMilli(savedMillis), now);
    return "the " + kind() + " of " + Numbers.age(age) + " ago";
  }
}
