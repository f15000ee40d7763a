package io.portrait.aggregate;

import io.portrait.definition.Values;

/** Takes what a user looked like at an observation tick (contract 7). */
@FunctionalInterface
public interface TickObserver {

  /**
   * Called once a tick, in tick order.
   *
   * @param tickMillis event time of the tick
   * @param values as of the tick, feature columns and {@code tenure_days} filled; fresh for each
   *     call, so the observer may keep it
   * @param events the user's accepted events the values come from
   */
  void observed(long tickMillis, Values values, long events);

  /**
   * Called once a tick that was observed, in tick order, when it is known what became of the user.
   * Not called where the definition has no section {@code churn}.
   *
   * @param tickMillis event time of the tick
   * @param maturedMillis event time at which the label could be known
   * @param isChurned whether the user had no activity in (tick, matured]
   */
  default void matured(long tickMillis, long maturedMillis, boolean isChurned) {}
}
