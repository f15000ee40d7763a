package io.portrait.benchmark;

import io.portrait.definition.Definition;
import io.portrait.definition.EventCondition;
import io.portrait.definition.Feature;
import io.portrait.definition.ValueCondition;
import io.portrait.definition.ValueExpression;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Expressions of the kinds that a definition file has, on a shopper's values. */
@State(Scope.Thread)
public class ExpressionBenchmark {

  private final Values values = Shopper.values();
  private final Event event = Shopper.purchase();
  private final int slot;
  private final ValueExpression division;
  private final ValueCondition compound;
  private final EventCondition where;

  /** Takes them from the definitions of a shop. */
  public ExpressionBenchmark() {
    Definition shop = Definitions.ofShop().definition();
    slot = values.size() - 1;
    division = shop.derived().get(0).value();
    compound =
        shop.tags().stream()
            .filter(tag -> tag.name().equals("big_spender"))
            .findFirst()
            .orElseThrow()
            .when();
    where =
        shop.features().stream()
            .map(Feature::where)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
  }

  /** {@code purchases_7d / views_7d}. */
  @Benchmark
  public double division() {
    division.evaluate(values, slot);
    return values.number(slot);
  }

  /** {@code spend_30d > 500 || order_max_30d > 250}. */
  @Benchmark
  public boolean compoundCondition() {
    return compound.test(values);
  }

  /** {@code where: "quantity >= 3"}. */
  @Benchmark
  public boolean where() {
    return where.test(event);
  }
}
