package io.portrait.definition;

import io.portrait.yaml.InvalidFileException;
import io.portrait.yaml.Problem;
import java.util.List;

/**
 * A definition file is wrong. The message has one line a problem, {@code name:LINE:COLUMN: what is
 * wrong}, in the order of the file.
 */
public final class DefinitionException extends InvalidFileException {

  /**
   * All problems of one file.
   *
   * @param name the file's name, as the user gave it
   * @param problems at least one, in any order
   */
  public DefinitionException(String name, List<Problem> problems) {
    super(name, problems);
  }
}
