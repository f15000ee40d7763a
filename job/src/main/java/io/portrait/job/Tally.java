package io.portrait.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts that stay exact across failures, restores and rescaling: kept in operator state with the
 * checkpoint, shown as accumulators (the summary, the live status) and as metrics (dashboards). An
 * accumulator alone starts from zero after each restore.
 */
public final class Tally {

  /** Records read. */
  public static final String EVENTS_IN = "events_in";

  /** Erasures read, which are no events. */
  public static final String USERS_ERASED = "users_erased";

  /** Events applied. */
  public static final String EVENTS_ACCEPTED = "events_accepted";

  /** Second copies of an event id. */
  public static final String EVENTS_DUPLICATE = "events_duplicate";

  /** Accepted events that came behind the watermark. */
  public static final String EVENTS_LATE = "events_late";

  /** Accepted events whose text counts in the taste. */
  public static final String TEXTS_EMBEDDED = "texts_embedded";

  /** Accepted events whose text could not be embedded. */
  public static final String TEXTS_MISSED = "texts_missed";

  /** Prefix; a reason's label follows. The metric has the reason as a variable. */
  public static final String EVENTS_REJECTED = "events_rejected_";

  /** Observed users whose label is still to come. */
  public static final String LABELS_PENDING = "labels_pending";

  /** Labels that have matured. */
  public static final String LABELS_MATURED = "labels_matured";

  /** Users who belong to another segment than at the tick before. */
  public static final String SEGMENT_CHANGES = "segment_changes";

  /** Users whose probability to churn has risen above the threshold. */
  public static final String CHURN_ALERTS = "churn_alerts";

  /** Users remembered now. */
  public static final String USERS = "users";

  /** Live rows handed to Redis. */
  public static final String ROWS_WRITTEN = "rows_written";

  private final Map<String, Count> counts = new LinkedHashMap<>();

  /**
   * Restores the counts.
   *
   * @param store the operator's, in {@code initializeState}
   * @param context the operator's
   * @param names each a state, an accumulator and a metric of that name
   */
  public Tally(OperatorStateStore store, RuntimeContext context, List<String> names)
      throws Exception {
    for (String name : names) {
      counts.put(name, new Count(name, store, context));
    }
  }

  /** The count of a name, to be held by whoever counts. */
  public Count of(String name) {
    Count count = counts.get(name);
    if (count == null) {
      throw new IllegalArgumentException("no count " + name + " among " + counts.keySet());
    }
    return count;
  }

  /** Writes all counts; call in {@code snapshotState}. */
  public void snapshot() throws Exception {
    for (Count count : counts.values()) {
      count.state.update(List.of(count.value));
    }
  }

  /** One count. */
  public static final class Count {

    private final ListState<Long> state;
    private final LongCounter accumulator;
    private long value;

    private Count(String name, OperatorStateStore store, RuntimeContext context) throws Exception {
      state = store.getListState(new ListStateDescriptor<>(name, Types.LONG));
      for (long restored : state.get()) {
        value += restored;
      }
      accumulator = context.getLongCounter(name);
      accumulator.add(value);
      show(name, context.getMetricGroup());
    }

    private void show(String name, MetricGroup group) {
      if (name.startsWith(EVENTS_REJECTED)) {
        String reason = name.substring(EVENTS_REJECTED.length());
        group.addGroup("reason", reason).gauge("events_rejected", () -> value);
      } else {
        group.gauge(name, () -> value);
      }
    }

    /** Counts up, or down. */
    public void add(long amount) {
      value += amount;
      accumulator.add(amount);
    }
  }
}
