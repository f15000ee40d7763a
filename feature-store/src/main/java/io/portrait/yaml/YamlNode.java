package io.portrait.yaml;

import java.util.List;

/** A value of a YAML file with its place; what is wrong with it is collected, not thrown. */
public abstract sealed class YamlNode permits YamlScalar, YamlList, YamlMapping {

  final Position position;
  final List<Problem> problems;

  YamlNode(Position position, List<Problem> problems) {
    this.position = position;
    this.problems = problems;
  }

  /** Where the value begins. */
  public final Position position() {
    return position;
  }

  /** Notes that something is wrong with this value. */
  public final void problem(String message) {
    problem(position, message);
  }

  /** Notes that something is wrong at a place inside this value. */
  public final void problem(Position at, String message) {
    problems.add(new Problem(at, message));
  }

  /** How many problems have been noted in the whole file so far. */
  public final int problemsSoFar() {
    return problems.size();
  }

  /** What the value is, in words: {@code a list}. */
  abstract String kind();
}
