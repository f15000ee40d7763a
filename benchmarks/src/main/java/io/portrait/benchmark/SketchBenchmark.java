package io.portrait.benchmark;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Adding an event to distinct, top and quantile over 7 and 30 days and reading both columns, beside
 * updating one sketch of DataSketches, which knows no windows, and reading that.
 */
@State(Scope.Thread)
public class SketchBenchmark {

  private static final long FIRST = Instant.parse("2025-01-01T00:30:00Z").toEpochMilli();
  private static final long APART = 60_000;
  private static final int TEXTS = 4_096;

  /** How many events there were before: below and above what is kept exactly. */
  @Param({"60", "20000"})
  private int eventsBefore;

  private final IdsInMemory ids = new IdsInMemory();
  private final Random random = new Random(7);
  private final Series distinct = new Series("aggregate: distinct, of: category");
  private final Series top = new Series("aggregate: top, of: category, keep: 5");
  private final Series quantile = new Series("aggregate: quantile, of: amount, at: 0.9");
  private final HllSketch hll = new HllSketch(12);
  private final ItemsSketch<String> items = new ItemsSketch<>(512);
  private final KllDoublesSketch kll = KllDoublesSketch.newHeapInstance(200);

  @Benchmark
  public Values distinct() {
    return distinct.addAndRead();
  }

  @Benchmark
  public double distinctByHllAlone() {
    hll.update(text());
    return hll.getCompositeEstimate();
  }

  @Benchmark
  public Values top() {
    return top.addAndRead();
  }

  @Benchmark
  public long topByItemsAlone() {
    String text = text();
    items.update(text);
    return items.getEstimate(text);
  }

  @Benchmark
  public Values quantile() {
    return quantile.addAndRead();
  }

  @Benchmark
  public double quantileByKllAlone() {
    kll.update(random.nextGaussian());
    return kll.getQuantile(0.9);
  }

  private String text() {
    return "c" + random.nextInt(TEXTS);
  }

  /** A user of one feature, who begins anew when as many events again have come. */
  private final class Series {

    private final FeaturePlan plan;
    private final Values values;
    private UserState user;
    private int events;

    Series(String feature) {
      plan =
          FeaturePlan.of(
              Definitions.of(
                      "project: benchmark\nfeatures: [{name: n, windows: [7d, 30d], "
                          + feature
                          + "}]\n")
                  .definition());
      values = new Values(plan.columns());
      user = plan.newUser();
    }

    Values addAndRead() {
      if (events == 0 || events > 2 * eventsBefore) {
        user = plan.newUser();
        for (events = 0; events < eventsBefore; ) {
          add();
        }
      }
      add();
      user.evaluate(user.asOf(Long.MIN_VALUE), values);
      return values;
    }

    private void add() {
      long time = FIRST + events++ * APART;
      user.observe(time - 1, (tick, row, count) -> {});
      user.add(
          new Event(
              null, "u", "view", time, null, text(), random.nextGaussian(), 1, null, Map.of()),
          time - 1,
          ids);
    }
  }
}
