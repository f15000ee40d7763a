package io.portrait.sql.live;

/** Why profiles could not be read, in one line that holds no secret. */
public final class LiveException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LiveException(String message) {
    super(message);
  }
}
