package io.portrait.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Random expressions against the naive way: each part is evaluated eagerly to a boxed value or
 * null, by the book, while the expression is written.
 */
class ThreeValuedLogicTest {

  /** An expression as written, and what it must be. */
  private record Part(String text, @Nullable Object value) {}

  private final FakeScope scope = new FakeScope();

  @Property(tries = 1_000)
  void conditionsFollowSql(@ForAll long seed) {
    Random random = new Random(seed);
    List<Part> numbers = variables(random);
    Part condition = condition(random, numbers, 5);

    Expression compiled = new ExpressionCompiler(scope).compile(condition.text(), this::fail);

    assertThat(compiled).isInstanceOf(Condition.class);
    assertThat(compiled instanceof Condition c ? c.evaluate(scope) : -1)
        .as(condition.text())
        .isEqualTo(
            condition.value() == null
                ? Condition.NULL
                : condition.value().equals(true) ? Condition.TRUE : Condition.FALSE);
  }

  @Property(tries = 1_000)
  void numbersFollowArithmeticWithNull(@ForAll long seed) {
    Random random = new Random(seed);
    Part number = number(random, variables(random), 5);

    Expression compiled = new ExpressionCompiler(scope).compile(number.text(), this::fail);

    assertThat(compiled).isInstanceOf(NumberExpression.class);
    assertThat(compiled instanceof NumberExpression n ? n.evaluate(scope) : Double.NaN)
        .as(number.text())
        .isEqualTo(number.value() == null ? (Double) Double.NaN : number.value());
  }

  private void fail(ExpressionProblem problem) {
    throw new AssertionError(problem);
  }

  /** Small whole numbers, so that equality, zero and null all happen often. */
  private List<Part> variables(Random random) {
    List<Part> numbers = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      Double value = random.nextInt(3) == 0 ? null : (double) (random.nextInt(5) - 2);
      scope.with(name, value == null ? Double.NaN : value);
      numbers.add(new Part(name, value));
    }
    numbers.add(new Part("0", 0.0));
    numbers.add(new Part("2", 2.0));
    numbers.add(new Part("1e308", 1e308));
    return numbers;
  }

  private Part number(Random random, List<Part> leaves, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return leaves.get(random.nextInt(leaves.size()));
    }
    Part left = number(random, leaves, depth - 1);
    Part right = number(random, leaves, depth - 1);
    Double x = (Double) left.value();
    Double y = (Double) right.value();
    return switch (random.nextInt(9)) {
      case 0 -> arithmetic(left, "+", right, x == null || y == null ? null : x + y);
      case 1 -> arithmetic(left, "-", right, x == null || y == null ? null : x - y);
      case 2 -> arithmetic(left, "*", right, x == null || y == null ? null : x * y);
      case 3 -> arithmetic(left, "/", right, x == null || y == null || y == 0 ? null : x / y);
      case 4 -> new Part("-(" + left.text() + ")", x == null ? null : -x);
      case 5 -> new Part(call("coalesce", left, right), x == null ? y : x);
      case 6 -> new Part(call("min", left, right), x == null || y == null ? null : Math.min(x, y));
      case 7 -> new Part(call("max", left, right), x == null || y == null ? null : Math.max(x, y));
      default -> {
        Part when = condition(random, leaves, depth - 1);
        yield new Part(
            "((" + when.text() + ") ? (" + left.text() + ") : (" + right.text() + "))",
            Boolean.TRUE.equals(when.value()) ? x : y);
      }
    };
  }

  private Part condition(Random random, List<Part> leaves, int depth) {
    if (depth == 0) {
      boolean constant = random.nextBoolean();
      return new Part(String.valueOf(constant), constant);
    }
    return switch (random.nextInt(10)) {
      case 0, 1 -> logic(random, leaves, depth, "&&");
      case 2, 3 -> logic(random, leaves, depth, "||");
      case 4 -> {
        Part of = condition(random, leaves, depth - 1);
        yield new Part(
            "!(" + of.text() + ")", of.value() == null ? null : !of.value().equals(true));
      }
      case 5 -> {
        Part of = number(random, leaves, depth - 1);
        yield new Part("is_null(" + of.text() + ")", of.value() == null);
      }
      case 6 -> among(random, leaves, depth);
      default -> comparison(random, leaves, depth);
    };
  }

  private Part logic(Random random, List<Part> leaves, int depth, String operator) {
    Part left = condition(random, leaves, depth - 1);
    Part right = condition(random, leaves, depth - 1);
    Boolean decisive = operator.equals("||");
    Boolean value;
    if (decisive.equals(left.value()) || decisive.equals(right.value())) {
      value = decisive;
    } else {
      value = (left.value() == null || right.value() == null) ? null : !decisive;
    }
    return new Part("(" + left.text() + ") " + operator + " (" + right.text() + ")", value);
  }

  private Part comparison(Random random, List<Part> leaves, int depth) {
    Part left = number(random, leaves, depth - 1);
    Part right = number(random, leaves, depth - 1);
    String operator = List.of("<", "<=", ">", ">=", "==", "!=").get(random.nextInt(6));
    Boolean value = null;
    if (left.value() instanceof Double x && right.value() instanceof Double y) {
      value =
          switch (operator) {
            case "<" -> x.doubleValue() < y;
            case "<=" -> x.doubleValue() <= y;
            case ">" -> x.doubleValue() > y;
            case ">=" -> x.doubleValue() >= y;
            case "==" -> x.doubleValue() == y;
            default -> x.doubleValue() != y;
          };
    }
    return new Part("(" + left.text() + ") " + operator + " (" + right.text() + ")", value);
  }

  /** SQL: x IN (y, z) is x = y OR x = z. */
  private Part among(Random random, List<Part> leaves, int depth) {
    Part of = number(random, leaves, depth - 1);
    Part one = number(random, leaves, 1);
    Part other = leaves.get(random.nextInt(leaves.size()));
    Boolean first = same(of, one);
    Boolean second = same(of, other);
    Boolean value = null;
    if (Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second)) {
      value = true;
    } else if (first != null && second != null) {
      value = false;
    }
    return new Part("(" + of.text() + ") in [" + one.text() + ", " + other.text() + "]", value);
  }

  private static @Nullable Boolean same(Part left, Part right) {
    return (left.value() instanceof Double x && right.value() instanceof Double y)
        ? (Boolean) (x.doubleValue() == y.doubleValue())
        : null;
  }

  private static Part arithmetic(Part left, String operator, Part right, @Nullable Double value) {
    return new Part(
        "(" + left.text() + ") " + operator + " (" + right.text() + ")",
        value == null || value.isInfinite() || value.isNaN() ? null : value);
  }

  private static String call(String function, Part left, Part right) {
    return function + "(" + left.text() + ", " + right.text() + ")";
  }
}
