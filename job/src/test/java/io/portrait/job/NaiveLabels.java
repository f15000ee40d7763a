package io.portrait.job;

import io.portrait.aggregate.NaiveUser;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The oracle of labels: keeps every event for good, and looks through all of them for each. */
public final class NaiveLabels {

  private final Definition definition;
  private final Churn churn;
  private final Map<String, NaiveUser> users = new TreeMap<>();
  private final Map<String, List<Arrival>> arrivals = new TreeMap<>();

  /** An accepted event, and where event time stood when it came. */
  private record Arrival(Event event, long watermark) {}

  /**
   * What became of a user after a tick.
   *
   * @param tick epoch milliseconds
   * @param maturedAt epoch milliseconds
   */
  public record Label(String userId, long tick, long maturedAt, boolean isChurned) {}

  public NaiveLabels(Definition definition) {
    this.definition = definition;
    churn = Objects.requireNonNull(definition.churn());
  }

  /** Takes an event that came when the watermark stood there. */
  public void add(Event event, long watermark) {
    NaiveUser user = users.computeIfAbsent(event.userId(), ignored -> new NaiveUser(definition));
    if (user.add(event, watermark)) {
      arrivals
          .computeIfAbsent(event.userId(), ignored -> new ArrayList<>())
          .add(new Arrival(event, watermark));
    }
  }

  /** Every label that has matured by the watermark; to be called once, at the end. */
  public List<Label> matured(long watermark) {
    List<Label> labels = new ArrayList<>();
    users.forEach(
        (userId, user) -> {
          for (NaiveUser.Row row : user.observe(watermark)) {
            long due = row.tick() + churn.horizon().toMillis();
            if (due <= watermark) {
              labels.add(new Label(userId, row.tick(), due, hasChurned(userId, row.tick(), due)));
            }
          }
        });
    return labels;
  }

  private boolean hasChurned(String userId, long tick, long due) {
    return arrivals.getOrDefault(userId, List.of()).stream()
        .filter(arrival -> arrival.watermark < due)
        .map(Arrival::event)
        .filter(event -> churn.activity().contains(event.type()))
        .noneMatch(event -> event.timeMillis() > tick && event.timeMillis() <= due);
  }
}
