package io.portrait.embedding.model;

import org.jspecify.annotations.Nullable;

/** A batch that a device could not encode. */
public final class EncodingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean outOfMemory;

  /**
   * Says what went wrong.
   *
   * @param outOfMemory whether a smaller batch may pass
   */
  public EncodingException(String message, boolean outOfMemory, @Nullable Throwable cause) {
    super(message, cause);
    this.outOfMemory = outOfMemory;
  }

  /** Whether the device had no memory for it: a smaller batch may pass. */
  public boolean isOutOfMemory() {
    return outOfMemory;
  }
}
