package io.portrait.job.window;

import org.jspecify.annotations.Nullable;

/** Users in the order in which they were touched; every operation takes constant time. */
final class RecencyList {

  private @Nullable Held oldest;
  private @Nullable Held newest;
  private int size;

  int size() {
    return size;
  }

  /** The one touched longest ago; null where there is none. */
  @Nullable Held oldest() {
    return oldest;
  }

  /** Adds one who is not in the list. */
  void add(Held held) {
    held.older = newest;
    held.newer = null;
    if (newest == null) {
      oldest = held;
    } else {
      newest.newer = held;
    }
    newest = held;
    size++;
  }

  /** Moves one who is in the list to its newest end. */
  void touch(Held held) {
    if (held != newest) {
      remove(held);
      add(held);
    }
  }

  /** Takes one out who is in the list. */
  void remove(Held held) {
    Held before = held.older;
    Held after = held.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    held.older = null;
    held.newer = null;
    size--;
  }
}
