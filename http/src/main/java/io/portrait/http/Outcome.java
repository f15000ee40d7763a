package io.portrait.http;

import io.portrait.client.ColumnStatus;
import io.portrait.client.Profile;

/** What became of a user: the {@code _outcome} of an answer. */
enum Outcome {
  /** There is a row. */
  FOUND,
  /** There is none. */
  NOT_FOUND,
  /** The user was erased. */
  ERASED,
  /** It could not be read. */
  ERROR;

  /** Of a look-up. */
  static Outcome of(Profile profile) {
    if (profile.found()) {
      return FOUND;
    }
    ColumnStatus status = profile.status(profile.columns().get(0)); // the same for every column
    return switch (status) {
      case NOT_FOUND -> NOT_FOUND;
      case ERASED -> ERASED;
      case ERROR, NULL, STALE, PARTIAL, PRESENT -> ERROR;
    };
  }
}
