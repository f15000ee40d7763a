package io.portrait.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows how far long work is: on a terminal a line that is rewritten, elsewhere one in a while. */
final class Progress {

  private static final long TERMINAL_MILLIS = 500;
  private static final long LINE_MILLIS = 10_000;
  private static final String CLEAR = "\r\033[2K";

  private final PrintStream err;
  private final boolean terminal;
  private final Supplier<String> line;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private boolean always;

  private Progress(Console console, Supplier<String> line, boolean always) {
    this.always = always;
    this.err = console.err();
    this.terminal = console.terminal();
    this.line = line;
    this.thread = new Thread(this::run, "portrait-progress");
    thread.setDaemon(true);
  }

  /** Shows a line while work is done, and a last time when it is. */
  static <T> T during(Console console, Supplier<String> line, Supplier<T> work) {
    return during(new Progress(console, line, true), work);
  }

  /** As {@link #during}, but shows nothing where the work is done before a first line is due. */
  static <T> T ifLong(Console console, Supplier<String> line, Supplier<T> work) {
    return during(new Progress(console, line, false), work);
  }

  private static <T> T during(Progress progress, Supplier<T> work) {
    progress.thread.start();
    try {
      return work.get();
    } finally {
      progress.end();
    }
  }

  private void end() {
    done.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!done.await(terminal ? TERMINAL_MILLIS : LINE_MILLIS, TimeUnit.MILLISECONDS)) {
        always = true;
        show(false);
      }
      if (always) {
        show(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(boolean last) {
    try {
      String text = line.get();
      err.print(
          terminal
              ? CLEAR + text + (last ? System.lineSeparator() : "")
              : text + System.lineSeparator());
      err.flush();
    } catch (RuntimeException e) {
      // The work itself says why it failed; its progress has nothing to add.
      done.countDown();
    }
  }
}
