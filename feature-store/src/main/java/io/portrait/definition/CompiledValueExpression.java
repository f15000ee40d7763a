package io.portrait.definition;

import io.portrait.expression.NumberExpression;
import io.portrait.expression.TextExpression;
import java.util.Set;

/** A derived column's {@code value}. */
sealed interface CompiledValueExpression extends ValueExpression {

  /** A number. */
  record OfNumber(String source, Set<String> columns, NumberExpression expression)
      implements CompiledValueExpression {

    @Override
    public ColumnType type() {
      return ColumnType.DOUBLE;
    }

    @Override
    public void evaluate(Values values, int slot) {
      values.set(slot, expression.evaluate(values));
    }
  }

  /** A text. */
  record OfText(String source, Set<String> columns, TextExpression expression)
      implements CompiledValueExpression {

    @Override
    public ColumnType type() {
      return ColumnType.STRING;
    }

    @Override
    public void evaluate(Values values, int slot) {
      values.set(slot, expression.evaluate(values));
    }
  }
}
