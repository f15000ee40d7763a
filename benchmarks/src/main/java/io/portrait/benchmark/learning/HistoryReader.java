package io.portrait.benchmark.learning;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.benchmark.IdsInMemory;
import io.portrait.definition.Definition;
import io.portrait.definition.Derived;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.learning.ExampleOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lets users live through events in order of time, and observes them at every tick. */
final class HistoryReader {

  private static final Comparator<Observation> IN_ORDER =
      Comparator.comparing(Observation::userId, ExampleOrder.USERS);

  private final FeaturePlan plan;
  private final List<Derived> derived;
  private final int firstDerived;
  private final Set<String> activityTypes;
  private final Map<String, UserState> users = new HashMap<>();
  private final Map<String, IdsInMemory> ids = new HashMap<>();
  private final Map<String, List<Long>> activity = new HashMap<>();
  private final TreeMap<Long, List<Observation>> ticks = new TreeMap<>();
  private long latest = Long.MIN_VALUE;

  /**
   * A reader of nothing yet.
   *
   * @param activityTypes the event types that are activity
   */
  HistoryReader(Definition definition, Set<String> activityTypes) {
    plan = FeaturePlan.of(definition);
    derived = definition.derived();
    firstDerived = definition.columns().size() - derived.size();
    this.activityTypes = Set.copyOf(activityTypes);
  }

  /**
   * What events say.
   *
   * @throws IllegalArgumentException if one is earlier than the one before it
   */
  static History read(
      List<Event> events,
      Map<String, Long> ends,
      Definition definition,
      Set<String> activityTypes) {
    HistoryReader reader = new HistoryReader(definition, activityTypes);
    events.forEach(reader::add);
    return reader.finish(ends);
  }

  /**
   * Takes an event. The watermark is right behind it: an event at the time of a tick belongs to
   * that tick.
   *
   * @throws IllegalArgumentException if it is earlier than the one before it
   */
  void add(Event event) {
    if (event.timeMillis() < latest) {
      throw new IllegalArgumentException(
          "events must be in order of time: " + event.timeMillis() + " after " + latest);
    }
    latest = event.timeMillis();
    String id = event.userId();
    UserState user = users.computeIfAbsent(id, unseen -> plan.newUser());
    observe(id, user, latest - 1);
    boolean isNew =
        user.add(event, latest - 1, ids.computeIfAbsent(id, unseen -> new IdsInMemory()));
    if (isNew && activityTypes.contains(event.type())) {
      activity.computeIfAbsent(id, unseen -> new ArrayList<>()).add(latest);
    }
  }

  /** What the events so far say. A tick at the very end has all its events. */
  History finish(Map<String, Long> ends) {
    users.forEach((id, user) -> observe(id, user, latest));
    ticks.values().forEach(users -> users.sort(IN_ORDER));
    return new History(ticks, new Activity(activity), latest, ends);
  }

  private void observe(String id, UserState user, long watermark) {
    user.observe(
        watermark,
        (tick, values, events) ->
            ticks
                .computeIfAbsent(tick, unseen -> new ArrayList<>())
                .add(new Observation(id, tick, complete(values))));
  }

  private Values complete(Values values) {
    for (int i = 0; i < derived.size(); i++) {
      derived.get(i).value().evaluate(values, firstDerived + i);
    }
    return values;
  }
}
