package io.portrait.query;

/** A statement could not be executed, or was cancelled; the message is one line. */
public final class QueryException extends RuntimeException {

  QueryException(Exception cause) {
    super(firstLine(String.valueOf(cause.getMessage())), cause);
  }

  QueryException(String message) {
    super(message);
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }
}
