package io.portrait.definition;

import io.portrait.event.Event;

/** A {@code where}: which events a feature takes. Thread-safe. */
public interface EventCondition {

  /** True where the event counts; a condition that comes out null is false. */
  boolean test(Event event);

  /** The expression as written, white space folded: part of the feature's identity in state. */
  String source();
}
