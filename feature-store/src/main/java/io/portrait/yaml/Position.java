package io.portrait.yaml;

/**
 * A place in a file.
 *
 * @param line from 1; 0 where the file as a whole is meant
 * @param column from 1, in code points; 0 where the file as a whole is meant
 */
public record Position(int line, int column) {

  /** The file as a whole. */
  public static final Position FILE = new Position(0, 0);
}
