package io.portrait.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A file is wrong. The message has a line a problem, in the order of the file. */
public class InvalidFileException extends RuntimeException {

  /** More lines than this help nobody. */
  private static final int MAX_LINES = 100;

  private final String file;
  private final transient List<Problem> problems;

  /**
   * All problems of one file.
   *
   * @param file its name, as the user gave it
   * @param problems at least one, in any order
   */
  public InvalidFileException(String file, List<Problem> problems) {
    super(describe(file, problems));
    this.file = file;
    this.problems = problems.stream().sorted().distinct().toList();
  }

  /** The file's name, as the user gave it. */
  public final String file() {
    return file;
  }

  /** The problems, in the order of the file. */
  public final List<Problem> problems() {
    return problems;
  }

  private static String describe(String file, List<Problem> problems) {
    List<Problem> sorted = problems.stream().sorted().distinct().toList();
    String lines =
        sorted.stream()
            .limit(MAX_LINES)
            .map(problem -> problem.describe(file))
            .collect(Collectors.joining("\n"));
    return sorted.size() <= MAX_LINES
        ? lines
        : lines + "\n" + file + ": and " + (sorted.size() - MAX_LINES) + " more problems";
  }
}
