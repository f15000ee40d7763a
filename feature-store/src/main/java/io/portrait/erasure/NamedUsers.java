package io.portrait.erasure;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Erased users by their ids. */
record NamedUsers(Set<String> users) implements ErasedUsers {

  @Override
  public boolean contains(String userId) {
    return users.contains(userId);
  }

  @Override
  public boolean contains(String userId, Instant knownAt) {
    return users.contains(userId);
  }

  @Override
  public Optional<Set<String>> ids() {
    return Optional.of(users);
  }
}
