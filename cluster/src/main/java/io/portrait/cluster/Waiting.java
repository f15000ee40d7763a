package io.portrait.cluster;

import io.portrait.cli.Failure;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waiting for what another process does. */
final class Waiting {

  private static final long PAUSE_MILLIS = 100;

  private Waiting() {}

  /**
   * Asks again and again; an exception counts as no.
   *
   * @param what is waited for, named in the message
   * @param possible false once there is no hope left
   * @throws Failure if it does not come
   */
  static void until(
      String what, Duration most, BooleanSupplier possible, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + most.toNanos();
    @Nullable Exception last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception notYet) {
        last = notYet;
      }
      if (!possible.getAsBoolean()) {
        throw failed(what + " has ended", last);
      }
      pause();
    }
    throw failed(what + " is not there after " + most.toSeconds() + " s", last);
  }

  /** A moment. */
  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }

  private static Failure failed(String message, @Nullable Exception last) {
    return last == null
        ? Failure.because(message)
        : Failure.because(message + ": " + Failure.reason(last), last);
  }
}
