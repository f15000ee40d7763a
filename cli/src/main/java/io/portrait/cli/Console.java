package io.portrait.cli;

import java.io.PrintStream;

/**
 * What the user sees.
 *
 * @param out results
 * @param err errors, and the progress of long work
 * @param terminal whether lines may be rewritten
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {

  /** The launcher knows whether a terminal is at the other end; Java 17 cannot tell for one. */
  static final String TERMINAL = "portrait.terminal";

  /** How wide the terminal is, characters; as the launcher says. */
  static final String COLUMNS = "portrait.columns";

  /** An error or a hint, one line. */
  void complain(String line) {
    err.println("portrait: " + line);
  }
}
