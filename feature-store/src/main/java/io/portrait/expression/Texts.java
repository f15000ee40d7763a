package io.portrait.expression;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Texts, where Java's null is null. */
final class Texts {

  private Texts() {}

  static TextExpression constant(String value) {
    return scope -> value;
  }

  static TextExpression variable(int slot) {
    return scope -> scope.text(slot);
  }

  static TextExpression join(TextExpression left, TextExpression right) {
    return scope -> {
      String head = left.evaluate(scope);
      String tail = head == null ? null : right.evaluate(scope);
      return tail == null ? null : head + tail;
    };
  }

  static TextExpression firstNotNull(List<TextExpression> operands) {
    TextExpression[] each = operands.toArray(TextExpression[]::new);
    return scope -> firstNotNull(each, scope);
  }

  private static @Nullable String firstNotNull(TextExpression[] each, Scope scope) {
    for (TextExpression operand : each) {
      String value = operand.evaluate(scope);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  static TextExpression choose(Condition condition, TextExpression then, TextExpression otherwise) {
    return scope -> condition.test(scope) ? then.evaluate(scope) : otherwise.evaluate(scope);
  }

  static Condition isNull(TextExpression of) {
    return scope -> Conditions.of(of.evaluate(scope) == null);
  }

  /** Code points, as CEL counts. */
  static NumberExpression size(TextExpression of) {
    return scope -> {
      String text = of.evaluate(scope);
      return text == null ? Double.NaN : text.codePointCount(0, text.length());
    };
  }

  /** How many texts a list has. */
  static NumberExpression sizeOfList(int slot) {
    return scope -> {
      List<String> list = scope.texts(slot);
      return list == null ? Double.NaN : list.size();
    };
  }

  static Condition isNullList(int slot) {
    return scope -> Conditions.of(scope.texts(slot) == null);
  }

  /** Whether a list has the text; null where either is. */
  static Condition among(TextExpression of, int listSlot) {
    return scope -> {
      String text = of.evaluate(scope);
      List<String> list = text == null ? null : scope.texts(listSlot);
      return list == null ? Condition.NULL : Conditions.of(list.contains(text));
    };
  }

  static Condition test(TextExpression of, Predicate<String> test) {
    return scope -> {
      String text = of.evaluate(scope);
      return text == null ? Condition.NULL : Conditions.of(test.test(text));
    };
  }

  static Condition test(
      TextExpression left, TextExpression right, BiPredicate<String, String> test) {
    return scope -> {
      String one = left.evaluate(scope);
      String other = one == null ? null : right.evaluate(scope);
      return one == null || other == null ? Condition.NULL : Conditions.of(test.test(one, other));
    };
  }
}
