package io.portrait.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an expression finds its variables: by slot, so that no name is looked up per row. */
public interface Scope {

  /** The number in a slot; NaN is null. */
  double number(int slot);

  /** The text in a slot; null is null. */
  @Nullable String text(int slot);

  /** The list of texts in a slot; null is null. Only asked for where a variable holds one. */
  default @Nullable List<String> texts(int slot) {
    throw new UnsupportedOperationException("no list in slot " + slot);
  }
}
