package io.portrait.sql.run;

/** What is wrong with a statement, or went wrong with it, in one line. */
public final class SqlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SqlException(String message, Throwable cause) {
    super(message, cause);
  }
}
