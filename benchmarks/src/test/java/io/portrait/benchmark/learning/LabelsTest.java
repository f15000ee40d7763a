package io.portrait.benchmark.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import io.portrait.learning.Example;
import io.portrait.learning.ExampleOrder;
import io.portrait.learning.Inputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is learned from is what the raw events say, and nothing is learned before it is known. */
class LabelsTest {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long WEEK = 7 * DAY;
  private static final long HORIZON = 14 * DAY;
  private static final long ACTIVE_WITHIN = 28 * DAY;

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          features:
            - {name: events, aggregate: count}
            - {name: buys, types: [buy], aggregate: count, windows: [7d]}
          derived: [{name: share, value: "buys_7d / events"}]
          observations: {every: 7d, active_within: 28d}
          churn: {activity: [buy], horizon: 14d, features: [events, tenure_days, share]}
          """,
          "test");

  private final Churn churn = Objects.requireNonNull(DEFINITION.churn());
  private final List<Event> events = events(new Random(7));

  @Test
  void everyLabelIsThatOfTheRawEvents() {
    SortedMap<Long, List<Example>> examples = examples(Map.of());

    Map<String, Double> labels = new TreeMap<>();
    examples.values().forEach(users -> users.forEach(user -> labels.put(key(user), user.label())));
    assertThat(labels).isEqualTo(byBruteForce(Map.of()));
    assertThat(labels.values()).contains(0.0, 1.0);
  }

  @Test
  void columnsAreThoseOfTheEventsUpToTheTick() {
    for (List<Example> users : examples(Map.of()).values()) {
      for (Example user : users) {
        long tick = user.tickMillis();
        List<Event> own =
            events.stream()
                .filter(event -> event.userId().equals(user.userId()))
                .filter(event -> event.timeMillis() <= tick)
                .toList();
        double tenure = (tick - own.get(0).timeMillis()) / (double) DAY;
        assertThat(user.features()[0]).isEqualTo(own.size());
        assertThat(user.features()[1]).isEqualTo(tenure);
        assertThat(user.features()[2]).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void noLabelIsLearnedBeforeItIsDueNorPredictedAfterwards() {
    List<Example> learned = new ArrayList<>();
    ChurnModel spy =
        new ChurnModel() {
          private long until = Long.MIN_VALUE;

          @Override
          public void learn(List<Example> matured) {
            learned.addAll(matured);
            until = matured.stream().mapToLong(Example::dueMillis).max().orElse(until);
          }

          @Override
          public double probability(Example example) {
            assertThat(until).isLessThanOrEqualTo(example.tickMillis());
            assertThat(learned).doesNotContain(example);
            return 0.5;
          }
        };
    SortedMap<Long, List<Example>> examples = examples(Map.of());

    List<Prediction> predictions = new TestThenTrain(examples).run(spy);

    long last = examples.lastKey();
    List<Example> all = examples.values().stream().flatMap(List::stream).toList();
    assertThat(learned)
        .containsExactlyElementsOf(
            all.stream().filter(example -> example.dueMillis() <= last).toList())
        .isSortedAccordingTo(ExampleOrder.EXAMPLES);
    assertThat(predictions).hasSameSizeAs(all);
  }

  @Test
  void ofAUserWhoseCohortHasEndedNothingMoreIsKnown() {
    String user = events.get(0).userId();
    Map<String, Long> ends = Map.of(user, 60 * DAY);

    SortedMap<Long, List<Example>> examples = examples(ends);

    assertThat(
            examples.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(LabelsTest::key, Example::label)))
        .isEqualTo(byBruteForce(ends));
  }

  @Test
  void eventsThatComeTooLateAreRefused() {
    List<Event> reversed = List.of(event("a", "buy", DAY), event("a", "buy", DAY - 1));

    assertThatThrownBy(() -> HistoryReader.read(reversed, Map.of(), DEFINITION, churn.activity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("order of time");
  }

  private SortedMap<Long, List<Example>> examples(Map<String, Long> ends) {
    History history = HistoryReader.read(events, ends, DEFINITION, churn.activity());
    return Labels.of(history, churn, Inputs.of(DEFINITION, churn.features()));
  }

  /** By tick and user: every event is asked for every label. */
  private Map<String, Double> byBruteForce(Map<String, Long> ends) {
    long end = events.get(events.size() - 1).timeMillis();
    Map<String, Double> labels = new HashMap<>();
    for (String user : events.stream().map(Event::userId).distinct().toList()) {
      long known = ends.getOrDefault(user, end);
      for (long tick = 0; tick + HORIZON <= known; tick += WEEK) {
        long now = tick;
        boolean isObserved =
            events.stream()
                .filter(event -> event.userId().equals(user))
                .anyMatch(
                    event ->
                        event.timeMillis() <= now && now - event.timeMillis() <= ACTIVE_WITHIN);
        boolean isActive =
            events.stream()
                .filter(event -> event.userId().equals(user) && event.type().equals("buy"))
                .anyMatch(event -> event.timeMillis() > now && event.timeMillis() <= now + HORIZON);
        if (isObserved) {
          labels.put(tick / WEEK + " " + user, isActive ? 0.0 : 1.0);
        }
      }
    }
    return labels;
  }

  private static String key(Example example) {
    return example.tickMillis() / WEEK + " " + example.userId();
  }

  /** Of 30 users in half a year; one in five lies exactly at midnight, where ticks are. */
  private static List<Event> events(Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      long time = 1 + (long) (random.nextDouble() * 180 * DAY);
      long placed = random.nextInt(5) == 0 ? time / DAY * DAY : time;
      String type = random.nextBoolean() ? "buy" : "look";
      events.add(event("user-" + random.nextInt(30), type, placed));
    }
    events.sort(Comparator.comparingLong(Event::timeMillis));
    return events;
  }

  private static Event event(String user, String type, long time) {
    return new Event(null, user, type, time, null, null, Double.NaN, Double.NaN, null, Map.of());
  }
}
