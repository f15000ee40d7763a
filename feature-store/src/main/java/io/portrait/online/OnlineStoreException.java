package io.portrait.online;

import org.jspecify.annotations.Nullable;

/** What went wrong with Redis, in one line that holds no secret. */
public final class OnlineStoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean retryable;

  OnlineStoreException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** Whether the same may succeed later, with nothing changed but the state of Redis. */
  public boolean retryable() {
    return retryable;
  }
}
