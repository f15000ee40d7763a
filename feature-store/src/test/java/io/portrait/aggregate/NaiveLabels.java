package io.portrait.aggregate;

import io.portrait.definition.Churn;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.List;

/** The oracle of labels: keeps every tick and every event for good, and looks at all of them. */
final class NaiveLabels {

  private final Churn churn;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Long> ticks = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;

  private record Arrival(Event event, long watermark) {}

  /**
   * What became of a user.
   *
   * @param knownAt event time from which on it could be known
   */
  record Label(long tick, long knownAt, boolean isChurned) {}

  NaiveLabels(Churn churn) {
    this.churn = churn;
  }

  /** An accepted event, which came when the labels up to now had been given. */
  void add(Event event) {
    arrivals.add(new Arrival(event, watermark));
  }

  /** A tick at which the user was observed. */
  void observed(long tick) {
    ticks.add(tick);
  }

  /** The labels the watermark passes on its way there, in the order of their ticks. */
  List<Label> passed(long watermark) {
    long before = this.watermark;
    this.watermark = Math.max(before, watermark);
    return labels().stream()
        .filter(label -> label.knownAt() > before && label.knownAt() <= this.watermark)
        .toList();
  }

  /** Whether a label is still to come. */
  boolean isWaiting() {
    return labels().stream().anyMatch(label -> label.knownAt() > watermark);
  }

  /** Of ticks whose user was active only by what came before the tick was observed. */
  long byEventsAhead() {
    return ticks.stream().filter(tick -> isActive(tick, tick) && hasStayed(tick)).count();
  }

  /** Of ticks whose user was active only by what came too late to count. */
  long byEventsTooLate() {
    return ticks.stream()
        .filter(tick -> !hasStayed(tick) && isActive(tick, Long.MAX_VALUE))
        .count();
  }

  List<Label> labels() {
    return ticks.stream()
        .sorted()
        .map(tick -> new Label(tick, tick + churn.horizon().toMillis(), !hasStayed(tick)))
        .toList();
  }

  private boolean hasStayed(long tick) {
    return isActive(tick, tick + churn.horizon().toMillis());
  }

  /** Whether there was activity after a tick, of what came before the watermark was there. */
  private boolean isActive(long tick, long before) {
    return arrivals.stream()
        .filter(arrival -> arrival.watermark < before)
        .map(Arrival::event)
        .filter(event -> churn.activity().contains(event.type()))
        .anyMatch(
            event ->
                event.timeMillis() > tick
                    && event.timeMillis() <= tick + churn.horizon().toMillis());
  }
}
