package io.portrait.job.window;

/**
 * A user has been forgotten. Says so without the user's id.
 *
 * @param userHash {@link io.portrait.event.ErasedUser#hash}
 * @param erasedAtMillis of the erasure, epoch milliseconds
 * @param knownAtMillis when it was done, by the clock
 * @param untilMillis how long its {@link Tombstone} stays, by the clock
 */
public record ErasureDone(
    String userHash, long erasedAtMillis, long knownAtMillis, long untilMillis) {}
