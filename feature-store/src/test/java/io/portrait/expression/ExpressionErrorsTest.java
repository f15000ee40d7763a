package io.portrait.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of expressions that mean nothing, and that none of them does harm. */
class ExpressionErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a + | 3 | the expression ends too early",
        "a ) b | 2 | unexpected ')'",
        "a = 6 | 2 | unexpected '=' (did you mean '=='?)",
        "a > 1 and b > 1 | 6 | unexpected 'and' (did you mean '&&'?)",
        "s == 'abc | 5 | this text is not closed, or has an escape that does not exist",
        "if > 1 | 0 | 'if' is a reserved word",
        "a > 99999999999999999999 | 4 | the number is too large",
        "a > 1e999 | 4 | the number is too large",
        "brokn > 1 | 0 | unknown name 'brokn' (did you mean 'broken'?)",
        "atributes.x > 1 | 0 | unknown name 'atributes' (did you mean 'attributes'?)",
        "attributes.x.y > 1 | 12 | attributes have no parts of their own",
        "attributes[s] > 1 | 11 | the attribute's name must be written out in quotes",
        "attributes == 'x' | 11 | '==' does not take (attributes, text)",
        "a > 1 && is_nul(b) | 9 | unknown function 'is_nul' (did you mean 'is_null'?)",
        "s.beginsWith('a') | 2 | unknown function 'beginsWith'",
        "a > 'x' | 2 | '>' does not take (number, text)",
        "a + s | 2 | '+' does not take (number, text)",
        "-s | 0 | '-' does not take (text)",
        "a && b > 1 | 2 | '&&' does not take (number, condition)",
        "a == null | 2 | '==' does not take (number, null): ask with is_null(x)",
        "a % 2 | 2 | there is no '%' here",
        "a in b | 2 | 'in' does not take (number, number)",
        "a in [1, 'x'] | 9 | is a text where a number is needed",
        "a in [1, is_null(b)] | 16 | is a condition where a number is needed",
        "s.contains(1) | 10 | 'contains' does not take (text, number)",
        "min(a) | 3 | 'min' does not take (number)",
        "s.matches('(') | 10 | not a pattern: error parsing regexp: missing closing ): `(`",
        "s.matches(t) | 10 | the pattern must be written out in quotes",
        "{'x': 1} | 0 | there are no maps or objects here",
        "[1, 2] | 0 | must be a number, a text or a condition",
        "null | 0 | must be a number, a text or a condition",
        "b'abc' == b'abc' | 7 | '==' does not take (bytes, bytes)",
        "5u > 1 | 3 | '>' does not take (uint, number)",
        "double(a) > 1 | 0 | unknown function 'double'",
        "timestamp('2026-01-01T00:00:00Z') | 0 | unknown function 'timestamp'",
        "😀 > 1 | 0 | unexpected '😀'",
        "s == '😀😀' && x | 13 | unknown name 'x'",
      })
  void saysWhatIsWrongAndWhere(String expression, int offset, String message) {
    assertThat(problems(expression)).containsExactly(new ExpressionProblem(offset, message));
  }

  @Test
  void saysEverythingThatIsWrong() {
    assertThat(problems("x > 1 &&\n y > 1 && a > 'b'"))
        .containsExactly(
            new ExpressionProblem(0, "unknown name 'x'"),
            new ExpressionProblem(10, "unknown name 'y'"),
            new ExpressionProblem(21, "'>' does not take (number, text)"));
  }

  @ParameterizedTest
  @CsvSource({"has(s.x)", "'[1].all(x, x > 1)'", "'[1].map(x, x)'", "'[1].exists(x, x > 1)'"})
  void macrosAreUnknown(String expression) {
    assertThat(problems(expression))
        .anySatisfy(problem -> assertThat(problem.message()).startsWith("unknown function"));
  }

  static Stream<String> bombs() {
    return Stream.of(
        "(".repeat(990) + "a" + ")".repeat(990),
        "-(".repeat(600) + "a" + ")".repeat(600),
        "[".repeat(900) + "]".repeat(900),
        "a" + "+a".repeat(999),
        "a" + ".a".repeat(990),
        "a > 1" + " ? a : a".repeat(200),
        "abs(".repeat(400) + "a" + ")".repeat(400),
        "a" + "+a".repeat(5_000),
        "x".repeat(100_000),
        "'" + "\\".repeat(1_501) + "'",
        "s.matches('" + "(".repeat(400) + "a" + "{1000})".repeat(200) + "')",
        "s.matches('((a{1000}){1000}){1000}')",
        "\u0000",
        "((((((((((" + "a in [".repeat(200));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @Timeout(20)
  void aBombIsRefusedInLittleTimeAndStack(String bomb) throws InterruptedException {
    List<ExpressionProblem> problems = new ArrayList<>();
    List<Throwable> thrown = new ArrayList<>();
    Thread thread = new Thread(null, () -> problems.addAll(problems(bomb)), "small stack", 1 << 19);
    thread.setUncaughtExceptionHandler((ignored, throwable) -> thrown.add(throwable));
    thread.start();
    thread.join();

    assertThat(thrown).isEmpty();
    assertThat(problems).isNotEmpty();
  }

  @Test
  void aLongExpressionWithinTheLimitsWorks() {
    String many = "a > 1" + " && b > 1".repeat(200);

    assertThat(many).hasSizeLessThan(ExpressionCompiler.MAX_LENGTH);
    assertThat(problems(many)).isEmpty();
  }

  private static List<ExpressionProblem> problems(String expression) {
    List<ExpressionProblem> problems = new ArrayList<>();
    new ExpressionCompiler(new FakeScope()).compile(expression, problems::add);
    return problems;
  }
}
