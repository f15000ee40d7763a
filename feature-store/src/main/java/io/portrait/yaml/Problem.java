package io.portrait.yaml;

import java.util.Comparator;

/**
 * One thing that is wrong with a file.
 *
 * @param line from 1; 0 where the file as a whole is meant
 * @param column from 1, in code points; 0 where the file as a whole is meant
 * @param message what is wrong, one line
 */
public record Problem(int line, int column, String message) implements Comparable<Problem> {

  private static final Comparator<Problem> ORDER =
      Comparator.comparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  /** A problem at a place. */
  public Problem(Position position, String message) {
    this(position.line(), position.column(), message);
  }

  public Problem {
    message = message.replaceAll("\\s*\\R\\s*", " ");
  }

  /** The problem as a user reads it: {@code shop.yaml:3:5: what is wrong}. */
  public String describe(String file) {
    return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
  }

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }
}
