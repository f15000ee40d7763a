package io.portrait.expression;

import org.jspecify.annotations.Nullable;

/** Where an expression finds its variables: by slot, so that no name is looked up per row. */
public interface Scope {

  /** The number in a slot; NaN is null. */
  double number(int slot);

  /** The text in a slot; null is null. */
  @Nullable String text(int slot);
}
