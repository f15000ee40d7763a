package io.portrait.expression;

import java.util.List;

/** Arithmetic where NaN is null: what comes out infinite is null too. */
final class Numbers {

  private Numbers() {}

  static NumberExpression constant(double value) {
    return scope -> value;
  }

  static NumberExpression variable(int slot) {
    return scope -> scope.number(slot);
  }

  static NumberExpression add(NumberExpression left, NumberExpression right) {
    return scope -> finite(left.evaluate(scope) + right.evaluate(scope));
  }

  static NumberExpression subtract(NumberExpression left, NumberExpression right) {
    return scope -> finite(left.evaluate(scope) - right.evaluate(scope));
  }

  static NumberExpression multiply(NumberExpression left, NumberExpression right) {
    return scope -> finite(left.evaluate(scope) * right.evaluate(scope));
  }

  /** Division by zero gives infinity or NaN, either way null. */
  static NumberExpression divide(NumberExpression left, NumberExpression right) {
    return scope -> finite(left.evaluate(scope) / right.evaluate(scope));
  }

  static NumberExpression negate(NumberExpression operand) {
    return scope -> -operand.evaluate(scope);
  }

  static NumberExpression power(NumberExpression base, NumberExpression exponent) {
    return scope -> {
      double power = exponent.evaluate(scope);
      // Math.pow(NaN, 0) is 1; here null in is null out.
      double of = base.evaluate(scope);
      return Double.isNaN(of) ? Double.NaN : finite(Math.pow(of, power));
    };
  }

  static NumberExpression least(List<NumberExpression> operands) {
    return operands.stream()
        .reduce((left, right) -> scope -> Math.min(left.evaluate(scope), right.evaluate(scope)))
        .orElseThrow();
  }

  static NumberExpression greatest(List<NumberExpression> operands) {
    return operands.stream()
        .reduce((left, right) -> scope -> Math.max(left.evaluate(scope), right.evaluate(scope)))
        .orElseThrow();
  }

  static NumberExpression firstNotNull(List<NumberExpression> operands) {
    NumberExpression[] each = operands.toArray(NumberExpression[]::new);
    return scope -> {
      for (NumberExpression operand : each) {
        double value = operand.evaluate(scope);
        if (!Double.isNaN(value)) {
          return value;
        }
      }
      return Double.NaN;
    };
  }

  static NumberExpression choose(
      Condition condition, NumberExpression then, NumberExpression otherwise) {
    return scope -> condition.test(scope) ? then.evaluate(scope) : otherwise.evaluate(scope);
  }

  /** One of the functions of one number that {@link Language} declares. */
  static NumberExpression call(String function, NumberExpression of) {
    return switch (function) {
      case "abs" -> scope -> Math.abs(of.evaluate(scope));
      case "round" -> scope -> round(of.evaluate(scope));
      case "floor" -> scope -> Math.floor(of.evaluate(scope));
      case "ceil" -> scope -> Math.ceil(of.evaluate(scope));
      case "sqrt" -> scope -> Math.sqrt(of.evaluate(scope));
      case "ln" -> scope -> finite(Math.log(of.evaluate(scope)));
      case "log1p" -> scope -> finite(Math.log1p(of.evaluate(scope)));
      case "exp" -> scope -> finite(Math.exp(of.evaluate(scope)));
      default -> throw new IllegalStateException(function + " is declared but not compiled");
    };
  }

  /** Half away from zero, as in SQL. */
  private static double round(double value) {
    double whole = Math.floor(Math.abs(value));
    return Math.copySign(Math.abs(value) - whole >= 0.5 ? whole + 1 : whole, value);
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }
}
