package io.portrait.aggregate;

/** A user's value that this version cannot read: written by a newer one, or damaged. */
public final class StateFormatException extends RuntimeException {

  StateFormatException(String message) {
    super(message);
  }

  StateFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
