package io.portrait.erasure;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Erased users by their ids. */
public final class NamedUsers implements ErasedUsers {

  private final Set<String> ids;
  private final Set<String> met = ConcurrentHashMap.newKeySet();

  NamedUsers(Set<String> ids) {
    this.ids = ids;
  }

  @Override
  public boolean contains(String userId) {
    boolean found = ids.contains(userId);
    if (found) {
      met.add(userId);
    }
    return found;
  }

  @Override
  public boolean contains(String userId, Instant knownAt) {
    return contains(userId);
  }

  @Override
  public Optional<Set<String>> ids() {
    return Optional.of(ids);
  }

  /** Those of them who were come across. */
  public Set<String> met() {
    return Set.copyOf(met);
  }
}
