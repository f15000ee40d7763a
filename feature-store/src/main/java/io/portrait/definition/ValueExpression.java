package io.portrait.definition;

import java.util.Set;

/** A derived column's {@code value}. Thread-safe. */
public interface ValueExpression {

  /** {@link ColumnType#DOUBLE} or {@link ColumnType#STRING}. */
  ColumnType type();

  /** Evaluates over the values and sets the result in their slot. */
  void evaluate(Values values, int slot);

  /** The columns that it is computed from. */
  Set<String> columns();

  /** The expression as written. */
  String source();
}
