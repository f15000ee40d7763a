package io.portrait.erasure;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to erase: by their ids, as long as the command that was given them runs, or by the hashes
 * that are remembered of them afterwards.
 */
public interface ErasedUsers {

  /** Whether this is the id of one of them. */
  boolean contains(String userId);

  /**
   * Whether a row of a user is to go. A user who was erased may come back as a new one: rows that
   * became known after the erasure are that one's.
   *
   * @param knownAt when the row was made
   */
  boolean contains(String userId, Instant knownAt);

  /** Their ids, where those are known: with them files need not all be read. */
  Optional<Set<String>> ids();

  /** Users who have just been erased, so that none of their rows can be a new user's. */
  static NamedUsers named(Collection<String> ids) {
    return new NamedUsers(Set.copyOf(ids));
  }

  /**
   * Users who were erased before.
   *
   * @param salt of the project
   * @param erasures by hash, when each became known; rows until then go
   */
  static ErasedUsers remembered(byte[] salt, Map<String, Instant> erasures) {
    return new RememberedUsers(salt.clone(), Map.copyOf(erasures));
  }
}
