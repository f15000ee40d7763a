package io.portrait.cli;

import org.jspecify.annotations.Nullable;

/** Something the user can understand and act on: its message is what is printed, no trace. */
public final class Failure extends RuntimeException {

  /** Exit code of a command that did what it was asked to. */
  public static final int DONE = 0;

  /** Exit code of anything that went wrong and is not {@link #WRONG_USE}. */
  public static final int FAILED = 1;

  /** Exit code of a wrong command line or wrong definitions. */
  public static final int WRONG_USE = 2;

  /** Exit code of a process that Ctrl-C ended before it was done: 128 + SIGINT. */
  static final int INTERRUPTED = 130;

  private final int exitCode;

  private Failure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The command line or the definitions are wrong. */
  public static Failure wrongUse(String message) {
    return new Failure(WRONG_USE, message, null);
  }

  /** It did not work. */
  public static Failure because(String message) {
    return new Failure(FAILED, message, null);
  }

  /** It did not work; the cause is shown with {@code --verbose}. */
  public static Failure because(String message, Throwable cause) {
    return new Failure(FAILED, message, cause);
  }

  /** It was stopped by Ctrl-C before it was done. */
  static Failure interrupted(String message) {
    return new Failure(INTERRUPTED, message, null);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }

  /**
   * The message that says most about a failure: the innermost one that is not empty, on one line.
   */
  public static String reason(Throwable failure) {
    String reason = failure.getClass().getSimpleName();
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        reason = message;
      }
    }
    return oneLine(reason);
  }

  /** The first line of a text. */
  static String oneLine(@Nullable String text) {
    return text == null ? "no reason given" : text.strip().lines().findFirst().orElse("");
  }
}
