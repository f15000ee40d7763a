package io.portrait.cli.status;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Shows a status again and again: on a terminal as a block that is rewritten in place, elsewhere as
 * a line now and then.
 */
public final class StatusScreen {

  /** How often a line appears where there is no terminal. */
  public static final Duration LINE_EVERY = Duration.ofSeconds(10);

  private static final String UP = "\033[%dA";
  private static final String CLEAR_LINE = "\033[2K";

  /** A line too long for the terminal is cut, not wrapped: the block keeps its height. */
  private static final String WRAP_OFF = "\033[?7l";

  private static final String WRAP_ON = "\033[?7h";

  private final PrintStream out;
  private final StatusView view;
  private final boolean terminal;
  private int shown;
  private long lastLineNanos;
  private boolean anyLine;

  /** A screen. */
  public StatusScreen(PrintStream out, StatusView view, boolean terminal) {
    this.out = out;
    this.view = view;
    this.terminal = terminal;
  }

  /** Shows a status, if it is time. */
  public void show(Status status) {
    if (terminal) {
      rewrite(view.lines(status));
      return;
    }
    long now = System.nanoTime();
    if (!anyLine || now - lastLineNanos >= LINE_EVERY.toNanos()) {
      out.println(view.line(status));
      out.flush();
      lastLineNanos = now;
      anyLine = true;
    }
  }

  /** Writes a line that stays, above the block. */
  public void say(String line) {
    if (shown > 0) {
      out.printf(UP, shown);
      for (int i = 0; i < shown; i++) {
        out.println(CLEAR_LINE);
      }
      out.printf(UP, shown);
      shown = 0;
    }
    out.println(line);
    out.flush();
  }

  private void rewrite(List<String> lines) {
    if (shown > 0) {
      out.printf(UP, shown);
    }
    out.print(WRAP_OFF);
    for (String line : lines) {
      out.println(CLEAR_LINE + line);
    }
    out.print(WRAP_ON);
    out.flush();
    shown = lines.size();
  }
}
