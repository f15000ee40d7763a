package io.portrait.definition;

/** A tag's {@code when}. Thread-safe. */
public interface ValueCondition {

  /** True where the tag applies; a condition that comes out null is false. */
  boolean test(Values values);

  /** The expression as written. */
  String source();
}
