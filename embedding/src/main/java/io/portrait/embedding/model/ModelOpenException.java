package io.portrait.embedding.model;

import org.jspecify.annotations.Nullable;

/** A model whose files are there but cannot be opened, or a device that is not there for it. */
public final class ModelOpenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelOpenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
