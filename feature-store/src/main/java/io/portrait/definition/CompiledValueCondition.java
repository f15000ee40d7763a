package io.portrait.definition;

import io.portrait.expression.Condition;

/** A tag's {@code when}. */
record CompiledValueCondition(String source, Condition condition) implements ValueCondition {

  @Override
  public boolean test(Values values) {
    return condition.test(values);
  }
}
