package io.portrait.embedding.model;

/** A model of which a file is not where it was looked for; the message says which, and where. */
public final class ModelNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelNotFoundException(String message) {
    super(message);
  }

  ModelNotFoundException(String message, Throwable cause) {
    super(message, cause);
  }
}
