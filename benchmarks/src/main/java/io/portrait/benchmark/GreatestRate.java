package io.portrait.benchmark;

import io.portrait.cli.Failure;

/** Searches the greatest rate that something keeps up with. */
final class GreatestRate {

  /** Events a second: tried at first where nothing better is known. */
  private static final double LEAST = 1_000;

  private static final double RAISED_BY = 1.5;

  /** Of what is between a rate that was kept up with and one that was not. */
  private static final int HALVINGS = 4;

  private GreatestRate() {}

  /** Whether a rate, in events a second, is kept up with. */
  @FunctionalInterface
  interface Attempt {
    boolean keepsUpWith(double perSecond) throws InterruptedException;
  }

  /**
   * Raises the rate until it is too much, then halves what lies between: the result is below the
   * greatest by at most three hundredths of it, or a sixteenth of {@code first} if that is more.
   *
   * @param first tried first; at least 1,000 are
   * @return one that was kept up with
   * @throws Failure if none was
   */
  static double search(double first, Attempt attempt) throws InterruptedException {
    double most = 0;
    double tooMuch = Math.max(first, LEAST);
    while (attempt.keepsUpWith(tooMuch)) {
      most = tooMuch;
      tooMuch *= RAISED_BY;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double rate = (most + tooMuch) / 2;
      if (attempt.keepsUpWith(rate)) {
        most = rate;
      } else {
        tooMuch = rate;
      }
    }
    if (most == 0) {
      throw Failure.because("the job does not keep up with " + Math.round(tooMuch) + " events/s");
    }
    return most;
  }
}
