package io.portrait.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is written, it is compiled or refused, and what is compiled can be evaluated. */
class ExpressionFuzzTest {

  private static final String[] TOKENS = {
    "a",
    "b",
    "s",
    "t",
    "attributes",
    "attributes.x",
    "attributes['y']",
    "nothing",
    "1",
    "2.5",
    "5u",
    "'x'",
    "b'x'",
    "true",
    "null",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "?",
    ".",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    "!",
    "in",
    "min(",
    "coalesce(",
    "is_null(",
    "size(",
    "matches(",
    ".contains(",
    "pow(",
    "Foo{",
    "\"",
    "//",
    "😀",
    "\n",
    " "
  };

  /** Pieces that fit together, so that many get past the parser. */
  private static final String[] OPERANDS = {
    "a",
    "s",
    "attributes.x",
    "1",
    "'x'",
    "true",
    "null",
    "[1]",
    "[a, 's']",
    "is_null(b)",
    "-a",
    "!a",
    "size(s)",
    "attributes.y",
    "coalesce(a, attributes.x)",
    "(a > b)",
    "broken",
    "{1: 2}",
    "5u"
  };

  private static final String[] OPERATORS = {
    " + ", " - ", " / ", " == ", " != ", " < ", " >= ", " && ", " || ", " in ", " ? 1 : ", " % "
  };

  @Property
  void soupIsRefusedOrRuns(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder soup = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      soup.append(TOKENS[random.nextInt(TOKENS.length)]);
    }
    compileAndRun(soup.toString());
  }

  @Property
  void whatParsesIsRefusedOrRuns(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder expression = new StringBuilder(OPERANDS[random.nextInt(OPERANDS.length)]);
    for (int i = random.nextInt(4); i >= 0; i--) {
      expression
          .append(OPERATORS[random.nextInt(OPERATORS.length)])
          .append(OPERANDS[random.nextInt(OPERANDS.length)]);
    }
    compileAndRun(expression.toString());
  }

  private static void compileAndRun(String source) {
    FakeScope scope = new FakeScope().with("a", 1).with("s", "x");
    List<ExpressionProblem> problems = new ArrayList<>();
    Expression compiled = new ExpressionCompiler(scope).compile(source, problems::add);
    if (compiled == null) {
      assertThat(problems.isEmpty() && !source.contains("broken")).as(source).isFalse();
      assertThat(problems)
          .allSatisfy(problem -> assertThat(problem.offset()).isBetween(0, source.length()));
    } else if (compiled instanceof NumberExpression number) {
      assertThat(number.evaluate(scope)).as(source).isNotInfinite();
    } else if (compiled instanceof Condition condition) {
      assertThat(condition.evaluate(scope)).as(source).isBetween(0, 2);
    } else if (compiled instanceof TextExpression text) {
      assertThat(text.evaluate(scope)).as(source).isNotEqualTo("null");
    }
  }
}
