package io.portrait.job.window;

import io.portrait.aggregate.TickObserver;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.learning.Example;
import org.jspecify.annotations.Nullable;

/** Hands on what a user looked like at a tick, and what became of them. */
final class UserObserver implements TickObserver {

  private final WindowOutput rows;
  private final @Nullable PendingExamples examples;
  private final Alarms alarms;
  private final boolean isScored;
  private Held user = new Held("");

  /**
   * @param examples where those wait who want a label; null where nobody asks who churns
   */
  UserObserver(
      Definition definition, WindowOutput rows, @Nullable PendingExamples examples, Alarms alarms) {
    this.rows = rows;
    this.examples = examples;
    this.alarms = alarms;
    isScored = definition.segments() != null || definition.churn() != null;
  }

  /** The observer of the user whose key is set, until it is another's. */
  UserObserver of(Held next) {
    user = next;
    return this;
  }

  @Override
  public void observed(long tick, Values values, long events) {
    user.unstored = true;
    rows.tick(user.userId, tick, events, values);
    if (examples != null) {
      examples.keep(tick, values);
    }
    if (isScored) {
      // Whoever does nothing shows nothing new, but is another to the models with every day.
      alarms.renewAfter(tick, user.userId);
    }
  }

  @Override
  public void matured(long tick, long maturedAt, boolean isChurned) {
    user.unstored = true;
    Example example =
        examples == null ? null : examples.take(user.userId, tick, maturedAt, isChurned);
    if (example != null) {
      rows.matured(example);
    }
  }
}
