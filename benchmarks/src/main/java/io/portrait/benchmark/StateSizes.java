package io.portrait.benchmark;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes are stored of a user after a {@link Workload}, without a Flink: some of its users
 * live through their events as the window step lets them.
 *
 * @param users how many were looked at
 * @param mean bytes of a user
 * @param median bytes of a user
 * @param percentile99 bytes of a user
 * @param most bytes of a user
 */
record StateSizes(int users, double mean, int median, int percentile99, int most) {

  private static final int SAMPLE = 20_000;
  private static final long DELAY_MILLIS = 60_000;

  /** Measures a workload by definitions. */
  static StateSizes of(Workload workload, String definitions) {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(definitions).definition());
    int every = (int) Math.max(1, workload.users() / SAMPLE);
    WorkloadEvents events = new WorkloadEvents(workload);
    Map<String, Life> lives = new HashMap<>();
    long end = Workload.START_MILLIS;
    for (long index = 0; index < workload.events(); index++) {
      Event event = events.event(index);
      end = Math.max(end, event.timeMillis());
      if (Math.floorMod(event.userId().hashCode() * 0x9E37_79B9, every) == 0) {
        lives.computeIfAbsent(event.userId(), user -> new Life(plan)).take(event);
      }
    }
    long last = end - DELAY_MILLIS;
    return of(lives.values().stream().mapToInt(life -> life.bytesAt(last)).sorted().toArray());
  }

  private static StateSizes of(int[] sorted) {
    if (sorted.length == 0) {
      return new StateSizes(0, Double.NaN, 0, 0, 0);
    }
    return new StateSizes(
        sorted.length,
        Arrays.stream(sorted).average().orElseThrow(),
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.99)],
        sorted[sorted.length - 1]);
  }

  /** One user, stored at every event and every tick. */
  private static final class Life {

    private final FeaturePlan plan;
    private final IdsInMemory ids = new IdsInMemory();
    private final Values values;
    private UserState state;
    private byte[] stored = {};

    Life(FeaturePlan plan) {
      this.plan = plan;
      values = new Values(plan.columns());
      state = plan.newUser();
    }

    void take(Event event) {
      long watermark = event.timeMillis() - DELAY_MILLIS;
      tick(watermark);
      if (!state.add(event, watermark, ids)) {
        throw new IllegalStateException("taken for a duplicate: " + event.eventId());
      }
      settle(watermark);
    }

    /** Nothing is stored where something only leaves a window, so this is from the last event. */
    int bytesAt(long watermark) {
      tick(watermark);
      return stored.length;
    }

    private void tick(long watermark) {
      boolean[] isTick = {false};
      state.observe(watermark, (tick, ticked, events) -> isTick[0] = true);
      if (isTick[0]) {
        store();
      }
    }

    private void settle(long watermark) {
      state.evaluate(state.asOf(watermark), values);
      store();
    }

    private void store() {
      stored = state.encode();
      state = plan.decode(stored);
    }
  }
}
