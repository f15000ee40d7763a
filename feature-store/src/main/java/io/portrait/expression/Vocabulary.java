package io.portrait.expression;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The names an expression may use. */
public interface Vocabulary {

  /** The variable of a name; null where there is none. */
  @Nullable Variable find(String name);

  /** Every name, to find what was probably meant. */
  Collection<String> names();

  /** Whether there is {@code attributes.NAME}, which may be a number, a text or true and false. */
  default boolean hasAttributes() {
    return false;
  }

  /**
   * The slot of an attribute, the same for the same name. The scope has its number there, or its
   * text, and {@code "true"} or {@code "false"} for a boolean.
   */
  default int attributeSlot(String name) {
    throw new UnsupportedOperationException(name);
  }
}
