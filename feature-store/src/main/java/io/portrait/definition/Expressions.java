package io.portrait.definition;

import io.portrait.expression.Expression;
import io.portrait.expression.ExpressionCompiler;
import io.portrait.expression.Vocabulary;
import io.portrait.yaml.YamlScalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the expressions of a file; what is wrong with one is noted where it stands. */
final class Expressions {

  /** What is left as written: white space may mean something beside these. */
  private static final List<String> DELICATE = List.of("\"\"\"", "'''", "r\"", "r'", "//", "\\");

  private Expressions() {}

  /** The compiled expression; null where something is wrong. */
  static @Nullable Expression compile(YamlScalar scalar, Vocabulary names) {
    String source = scalar.text();
    return source == null
        ? null
        : new ExpressionCompiler(names)
            .compile(
                source,
                problem -> scalar.problem(scalar.positionOf(problem.offset()), problem.message()));
  }

  /**
   * The expression with each run of white space outside of quotes folded to one space. Two
   * expressions that mean different things never become the same.
   */
  static String folded(String source) {
    String stripped = source.strip();
    if (DELICATE.stream().anyMatch(stripped::contains)) {
      return stripped;
    }
    StringBuilder folded = new StringBuilder();
    int quote = 0;
    for (int i = 0; i < stripped.length(); i++) {
      char letter = stripped.charAt(i);
      if (quote == 0 && Character.isWhitespace(letter)) {
        if (folded.charAt(folded.length() - 1) != ' ') {
          folded.append(' ');
        }
        continue;
      }
      if (quote == 0 && (letter == '"' || letter == '\'')) {
        quote = letter;
      } else if (quote == letter) {
        quote = 0;
      }
      folded.append(letter);
    }
    return folded.toString();
  }
}
