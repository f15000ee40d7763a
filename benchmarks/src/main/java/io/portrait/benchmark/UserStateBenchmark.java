package io.portrait.benchmark;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an event does to its user: 16 columns, 60 events in the 30 days before. */
@State(Scope.Thread)
public class UserStateBenchmark {

  /** Four features of four windows each, with hops of 1m, 10m, 1h and 6h. */
  private static final String DEFINITIONS =
      """
      project: benchmark
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d, 30d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [1h, 24h, 7d, 30d]}
        - {name: basket, types: [purchase], aggregate: mean, of: amount, windows: [1h, 24h, 7d, 30d]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [1h, 24h, 7d, 30d]}
      """;

  private final FeaturePlan plan = FeaturePlan.of(Definitions.of(DEFINITIONS).definition());
  private final IdsInMemory ids = new IdsInMemory();
  private final byte[] bytes = Shopper.live(plan, ids).encode();
  private final UserState state = plan.decode(bytes);
  private final Event event = Shopper.next();
  private final Values values = new Values(plan.columns());

  /** All of it, as where every event meets a user who is not held in memory. */
  @Benchmark
  public byte[] decodeAddEvaluateEncode() {
    UserState user = plan.decode(bytes);
    if (!user.add(event, Shopper.WATERMARK, ids)) {
      throw new IllegalStateException("the event is taken for a duplicate");
    }
    user.evaluate(user.asOf(Shopper.WATERMARK), values);
    if (user.wakeAt(Shopper.WATERMARK) == Long.MAX_VALUE) {
      throw new IllegalStateException("nothing is ever due");
    }
    return user.encode();
  }

  /** From the state's bytes. */
  @Benchmark
  public UserState decode() {
    return plan.decode(bytes);
  }

  /** All 16 columns. */
  @Benchmark
  public Values evaluate() {
    state.evaluate(state.asOf(Shopper.WATERMARK), values);
    return values;
  }

  /** To the state's bytes. */
  @Benchmark
  public byte[] encode() {
    return state.encode();
  }
}
