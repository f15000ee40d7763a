package io.portrait.benchmark;

import io.portrait.event.Event;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Views, the sum and the highest of amounts, and purchases: four columns of a window. */
public final class FourAggregates
    implements AggregateFunction<Event, FourAggregates.Accumulator, FourAggregates.Accumulator> {

  private static final long serialVersionUID = 1;

  /** A POJO as Flink wants it, so that its fields are written one by one. */
  public static final class Accumulator {
    /** Of views. */
    public long views;

    /** Of all amounts. */
    public double sum;

    /** Of all amounts. */
    public double highest = Double.NEGATIVE_INFINITY;

    /** Of purchases. */
    public long purchases;
  }

  @Override
  public Accumulator createAccumulator() {
    return new Accumulator();
  }

  @Override
  public Accumulator add(Event event, Accumulator window) {
    switch (event.type()) {
      case "view" -> window.views++;
      case "purchase" -> window.purchases++;
      default -> {
        // Only its amount counts.
      }
    }
    window.sum += event.amount();
    window.highest = Math.max(window.highest, event.amount());
    return window;
  }

  @Override
  public Accumulator getResult(Accumulator window) {
    return window;
  }

  @Override
  public Accumulator merge(Accumulator one, Accumulator other) {
    one.views += other.views;
    one.sum += other.sum;
    one.highest = Math.max(one.highest, other.highest);
    one.purchases += other.purchases;
    return one;
  }
}
