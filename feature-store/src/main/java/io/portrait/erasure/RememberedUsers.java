package io.portrait.erasure;

import io.portrait.event.ErasedUser;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Erased users by what is remembered of them: each id that is asked about is hashed. */
final class RememberedUsers implements ErasedUsers {

  private final byte[] salt;
  private final Map<String, Instant> erasures;

  RememberedUsers(byte[] salt, Map<String, Instant> erasures) {
    this.salt = salt;
    this.erasures = erasures;
  }

  @Override
  public boolean contains(String userId) {
    return erasures.containsKey(ErasedUser.hash(salt, userId));
  }

  @Override
  public boolean contains(String userId, Instant knownAt) {
    @Nullable Instant erased = erasures.get(ErasedUser.hash(salt, userId));
    return erased != null && !knownAt.isAfter(erased);
  }

  @Override
  public Optional<Set<String>> ids() {
    return Optional.empty();
  }
}
