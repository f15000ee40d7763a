package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.event.Event;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorkloadEventsTest {

  private static final Workload WORKLOAD = Workload.of(100_000, 10_000, 2);

  @Test
  void anEventIsTheSameWheneverItIsAskedFor() {
    WorkloadEvents restarted = new WorkloadEvents(WORKLOAD);

    assertThat(events(WORKLOAD).subList(70_001, 70_100))
        .isEqualTo(LongStream.range(70_001, 70_100).mapToObj(restarted::event).toList());
  }

  @Test
  void eachTaskSpansThirtyDaysInOrder() {
    List<Event> events = events(WORKLOAD);
    for (List<Event> task : List.of(events.subList(0, 50_000), events.subList(50_000, 100_000))) {
      assertThat(task).extracting(Event::timeMillis).isSorted();
      assertThat(task.get(0).timeMillis()).isEqualTo(Workload.START_MILLIS);
      assertThat(task.get(49_999).timeMillis() - Workload.START_MILLIS)
          .isBetween(Duration.ofDays(28).toMillis(), Duration.ofDays(30).toMillis());
    }
  }

  @Test
  void usersComeInInterleavedSessionsOfEight() {
    List<Event> events = events(WORKLOAD);
    List<Event> session =
        LongStream.range(0, 8).mapToObj(step -> events.get((int) step * 256 + 17)).toList();

    assertThat(session).extracting(Event::userId).containsOnly(session.get(0).userId());
    assertThat(session.get(7).timeMillis() - session.get(0).timeMillis()).isEqualTo(35_000);
    assertThat(new HashSet<>(users(events.subList(0, 256))).size()).isGreaterThan(150);
  }

  @Test
  void usersAreOfOneTaskAndOnAverageAsOftenAsZipfSays() {
    List<String> users = users(events(WORKLOAD));

    // ln((k + 2) / (k + 1)) / ln(5001) of 50,000, for k = 0: 8.1 %.
    assertThat(Collections.frequency(users, "u-0") / 50_000.0).isCloseTo(0.081, within(0.01));
    assertThat(Collections.frequency(users, "u-1") / 50_000.0).isCloseTo(0.081, within(0.01));
    assertThat(new HashSet<>(users)).hasSizeGreaterThan(2_000);
  }

  @Test
  void aHotUserHasItsShare() {
    long hot =
        users(events(WORKLOAD.withHotUser(0.3))).stream()
            .filter(user -> user.equals("hot"))
            .count();

    assertThat(hot / 100_000.0).isCloseTo(0.3, within(0.02));
  }

  @Test
  void fewerEventsAreOfFewerUsersWhoDoAsMuch() {
    Workload fewer = WORKLOAD.scaledTo(1_000);

    assertThat(fewer.users()).isEqualTo(100);
    assertThat(fewer.sessions()).isEqualTo(5);
    assertThat(fewer.burstMillis())
        .isCloseTo(WORKLOAD.burstMillis(), within(WORKLOAD.burstMillis() / 3));
  }

  @Test
  void idsAreGivenOnRequestOnly() {
    assertThat(new WorkloadEvents(WORKLOAD).event(1).eventId()).isNull();
    assertThat(new WorkloadEvents(WORKLOAD.withEventIds()).event(1).eventId()).isEqualTo("e-1");
  }

  private static List<Event> events(Workload workload) {
    WorkloadEvents events = new WorkloadEvents(workload);
    return LongStream.range(0, workload.events()).mapToObj(events::event).toList();
  }

  private static List<String> users(List<Event> events) {
    return events.stream().map(Event::userId).toList();
  }
}
