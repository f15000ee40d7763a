package io.portrait.expression;

import java.util.List;

/** SQL's three-valued logic. */
final class Conditions {

  private Conditions() {}

  static int of(boolean holds) {
    return holds ? Condition.TRUE : Condition.FALSE;
  }

  static Condition constant(boolean value) {
    int truth = of(value);
    return scope -> truth;
  }

  static Condition and(Condition left, Condition right) {
    return scope -> {
      int first = left.evaluate(scope);
      if (first == Condition.FALSE) {
        return Condition.FALSE;
      }
      int second = right.evaluate(scope);
      return first == Condition.TRUE || second == Condition.FALSE ? second : Condition.NULL;
    };
  }

  static Condition or(Condition left, Condition right) {
    return scope -> {
      int first = left.evaluate(scope);
      if (first == Condition.TRUE) {
        return Condition.TRUE;
      }
      int second = right.evaluate(scope);
      return first == Condition.FALSE || second == Condition.TRUE ? second : Condition.NULL;
    };
  }

  static Condition not(Condition operand) {
    return scope -> {
      int truth = operand.evaluate(scope);
      return truth == Condition.NULL ? Condition.NULL : Condition.TRUE - truth;
    };
  }

  static Condition same(Condition left, Condition right) {
    return scope -> {
      int first = left.evaluate(scope);
      int second = right.evaluate(scope);
      return first == Condition.NULL || second == Condition.NULL
          ? Condition.NULL
          : of(first == second);
    };
  }

  static Condition choose(Condition condition, Condition then, Condition otherwise) {
    return scope -> condition.test(scope) ? then.evaluate(scope) : otherwise.evaluate(scope);
  }

  static Condition firstNotNull(List<Condition> operands) {
    Condition[] each = operands.toArray(Condition[]::new);
    return scope -> {
      for (Condition operand : each) {
        int truth = operand.evaluate(scope);
        if (truth != Condition.NULL) {
          return truth;
        }
      }
      return Condition.NULL;
    };
  }

  static Condition equal(NumberExpression left, NumberExpression right) {
    return scope -> {
      double a = left.evaluate(scope);
      double b = right.evaluate(scope);
      return Double.isNaN(a) || Double.isNaN(b) ? Condition.NULL : of(a == b);
    };
  }

  static Condition less(NumberExpression left, NumberExpression right) {
    return scope -> {
      double a = left.evaluate(scope);
      double b = right.evaluate(scope);
      return a < b ? Condition.TRUE : a >= b ? Condition.FALSE : Condition.NULL;
    };
  }

  static Condition lessOrEqual(NumberExpression left, NumberExpression right) {
    return scope -> {
      double a = left.evaluate(scope);
      double b = right.evaluate(scope);
      return a <= b ? Condition.TRUE : a > b ? Condition.FALSE : Condition.NULL;
    };
  }

  /** Whether any holds; null where none does but one is null. False for none at all. */
  static Condition any(List<Condition> operands) {
    return operands.stream().reduce(Conditions::or).orElse(constant(false));
  }

  static Condition among(NumberExpression of, double[] values) {
    return scope -> {
      double number = of.evaluate(scope);
      if (Double.isNaN(number)) {
        return Condition.NULL;
      }
      for (double value : values) {
        if (value == number) {
          return Condition.TRUE;
        }
      }
      return Condition.FALSE;
    };
  }

  static Condition isNull(NumberExpression of) {
    return scope -> of(Double.isNaN(of.evaluate(scope)));
  }

  static Condition isUnknown(Condition of) {
    return scope -> of(of.evaluate(scope) == Condition.NULL);
  }

  /** A boolean attribute, which a scope has as the text true or false. */
  static Condition flag(TextExpression of) {
    return scope -> {
      String text = of.evaluate(scope);
      if ("true".equals(text)) {
        return Condition.TRUE;
      }
      return "false".equals(text) ? Condition.FALSE : Condition.NULL;
    };
  }
}
