package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule of the definition file: a file that keeps it, one that breaks it, and what is said.
 */
class DefinitionRulesTest {

  static Stream<DefinitionCases.Case> files() {
    return DefinitionCases.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileIsAcceptedOrRefusedWithEveryMistake(DefinitionCases.Case file) {
    assertThat(problems(file.yaml())).isEqualTo(file.problems());
  }

  @ParameterizedTest
  @MethodSource("files")
  void theMessageNamesTheFileInEveryLine(DefinitionCases.Case file) {
    if (!file.problems().isEmpty()) {
      assertThatThrownBy(() -> DefinitionFile.parse(file.yaml(), "conf/shop.yaml"))
          .isInstanceOf(DefinitionException.class)
          .hasMessage("conf/shop.yaml:" + String.join("\nconf/shop.yaml:", file.problems()));
    }
  }

  private static List<String> problems(String yaml) {
    try {
      DefinitionFile.parse(yaml, "f");
      return List.of();
    } catch (DefinitionException e) {
      return e.problems().stream().map(problem -> problem.describe("f").substring(2)).toList();
    }
  }
}
