package io.portrait.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What expressions mean. In all of them a = 6, b = 4, s = "shoes", t = "héé😀"; c and d are null.
 */
class ExpressionTest {

  private final FakeScope scope =
      new FakeScope().with("a", 6).with("b", 4).with("s", "shoes").with("t", "héé😀");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a / b | 1.5",
        "1 / 2 | 0.5",
        "a + b * 2 - 1 | 13",
        "(a + b) * 2 | 20",
        "-a + -1 | -7",
        "a - b - 1 | 1",
        "a / b / 2 | 0.75",
        "1e3 + 0.5 | 1000.5",
        "abs(-a) | 6",
        "min(a, b) | 4",
        "max(a, b, 9) | 9",
        "min(a, b, 1, 2) | 1",
        "round(2.5) | 3",
        "round(-2.5) | -3",
        "round(2.4) | 2",
        "round(0.49999999999999994) | 0",
        "floor(-1.5) | -2",
        "ceil(-1.5) | -1",
        "sqrt(b) | 2",
        "ln(exp(2)) | 2",
        "log1p(0) | 0",
        "pow(2, 10) | 1024",
        "size(s) + s.size() | 10",
        "size(t) | 4",
        "coalesce(c, d, b) | 4",
        "coalesce(a, b) | 6",
        "a > b ? a : b | 6",
        "c > b ? a : b | 4",
        "is_null(c) ? 1 : 0 | 1",
        ".a | 6",
      })
  void numbers(String expression, double expected) {
    assertThat(((NumberExpression) compiled(expression)).evaluate(scope)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a / 0",
        "0 / 0",
        "-1 / 0",
        "a / (b - 4)",
        "1 / (a / 0)",
        "c + 1",
        "1 - c",
        "c * 0",
        "0 / c",
        "-c",
        "abs(c)",
        "min(a, c)",
        "max(c, a)",
        "round(c)",
        "sqrt(-1)",
        "ln(0)",
        "ln(-1)",
        "log1p(-1)",
        "exp(1000)",
        "pow(0, -1)",
        "pow(c, 0)",
        "pow(1, c)",
        "pow(10, 400)",
        "1e308 * 10",
        "1e308 + 1e308",
        "-1e308 - 1e308",
        "size(coalesce(d > 1 ? s : s, s)) + c",
        "coalesce(c, d)",
        "a > b ? c : a",
      })
  void numbersThatAreNull(String expression) {
    assertThat(((NumberExpression) compiled(expression)).evaluate(scope)).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s + '-' + t | shoes-héé😀",
        "a > b ? s : t | shoes",
        "coalesce(s, 'none') | shoes",
        "'it\\'s' | it's",
      })
  void texts(String expression, String expected) {
    assertThat(((TextExpression) compiled(expression)).evaluate(scope)).isEqualTo(expected);
  }

  @Test
  void aListIsAskedWhatIsInItAndHowMuch() {
    FakeScope full = new FakeScope().with("s", "hats").withList(List.of("shoes", "hats"));
    FakeScope empty = new FakeScope().with("s", "hats").withList(List.of());
    FakeScope none = new FakeScope().with("s", "hats");

    Condition in = (Condition) compiled("s in list");
    assertThat(in.evaluate(full)).isEqualTo(Condition.TRUE);
    assertThat(in.evaluate(empty)).isEqualTo(Condition.FALSE);
    assertThat(in.evaluate(none)).isEqualTo(Condition.NULL);
    assertThat(in.evaluate(new FakeScope().withList(List.of("a")))).isEqualTo(Condition.NULL);
    assertThat(((Condition) compiled("'bags' in list")).evaluate(full)).isEqualTo(Condition.FALSE);
    assertThat(((Condition) compiled("is_null(list)")).evaluate(full)).isEqualTo(Condition.FALSE);
    assertThat(((Condition) compiled("is_null(list)")).evaluate(none)).isEqualTo(Condition.TRUE);
    NumberExpression size = (NumberExpression) compiled("size(list) + list.size()");
    assertThat(size.evaluate(full)).isEqualTo(4);
    assertThat(size.evaluate(none)).isNaN();
  }

  @Test
  void textsThatAreNull() {
    FakeScope empty = new FakeScope();

    assertThat(((TextExpression) compiled("s + 'x'")).evaluate(empty)).isNull();
    assertThat(((TextExpression) compiled("'x' + s")).evaluate(empty)).isNull();
    assertThat(((TextExpression) compiled("coalesce(s, t)")).evaluate(empty)).isNull();
    assertThat(((NumberExpression) compiled("size(s)")).evaluate(empty)).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a > b ~ true",
        "a < b ~ false",
        "a >= 6 && a <= 6 ~ true",
        "a == 6 ~ true",
        "a != 6 ~ false",
        "s == 'shoes' ~ true",
        "s < t ~ false",
        "s >= 'a' ~ true",
        "s == s && s != t ~ true",
        "(a > b) == (b < a) ~ true",
        "(a > b) != (b < a) ~ false",
        "c > 1 ~ null",
        "c == c ~ null",
        "c != 1 ~ null",
        "1 < c ~ null",
        "!(c > 1) ~ null",
        "(c > 1) == true ~ null",
        "false && c > 1 ~ false",
        "c > 1 && false ~ false",
        "true && c > 1 ~ null",
        "c > 1 && true ~ null",
        "true || c > 1 ~ true",
        "c > 1 || true ~ true",
        "false || c > 1 ~ null",
        "a in [1, 6] ~ true",
        "a in [1, 2] ~ false",
        "c in [1, 2] ~ null",
        "a in [] ~ false",
        "a in [b, 6] ~ true",
        "a in [c, 6] ~ true",
        "a in [c, 5] ~ null",
        "s in ['shoes', 'hats'] ~ true",
        "s in ['hats'] ~ false",
        "s in [t, 'shoes'] ~ true",
        "s.startsWith('sh') && s.endsWith('es') && s.contains('hoe') ~ true",
        "s.startsWith(t) ~ false",
        "s.matches('h.e') && matches(s, '^s.*s$') ~ true",
        "s.matches('^hoe') ~ false",
        "is_null(c) ~ true",
        "is_null(a) || is_null(s) ~ false",
        "is_null(c > 1) ~ true",
        "coalesce(c > 1, true) ~ true",
        "c > 1 ? false : true ~ true",
        "!!(a > b) ~ true",
      })
  void conditions(String expression, String expected) {
    int truth = ((Condition) compiled(expression)).evaluate(scope);

    assertThat(truth)
        .isEqualTo(
            switch (expected) {
              case "true" -> Condition.TRUE;
              case "false" -> Condition.FALSE;
              default -> Condition.NULL;
            });
    assertThat(((Condition) compiled(expression)).test(scope)).isEqualTo(expected.equals("true"));
  }

  @Test
  void textsThatAreNullMakeConditionsNull() {
    FakeScope empty = new FakeScope();

    for (String expression :
        List.of("s == 'a'", "s in ['a']", "s.contains('a')", "'a'.contains(s)", "s.matches('a')")) {
      assertThat(((Condition) compiled(expression)).evaluate(empty)).isEqualTo(Condition.NULL);
    }
  }

  @Test
  void whatUsesSomethingBrokenIsNotCompiledButChecked() {
    List<ExpressionProblem> problems = new ArrayList<>();
    ExpressionCompiler compiler = new ExpressionCompiler(scope);

    assertThat(compiler.compile("broken + 1 > a", problems::add)).isNull();
    assertThat(problems).isEmpty();
    assertThat(compiler.compile("broken + 1 > a && x", problems::add)).isNull();
    assertThat(problems).containsExactly(new ExpressionProblem(18, "unknown name 'x'"));
  }

  private Expression compiled(String expression) {
    List<ExpressionProblem> problems = new ArrayList<>();
    @Nullable Expression compiled =
        new ExpressionCompiler(scope).compile(expression, problems::add);
    assertThat(problems).isEmpty();
    if (compiled == null) {
      throw new AssertionError(expression + " was not compiled");
    }
    return compiled;
  }
}
