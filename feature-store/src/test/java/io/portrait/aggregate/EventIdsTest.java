package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Observations;
import io.portrait.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Duplicates are known for as long as a copy can come, at a bounded cost. */
class EventIdsTest {

  private static final long START = 1_790_000_000_000L;
  private static final long DAY = millis("1d");

  private final MemoryColdIds cold = new MemoryColdIds();

  @Test
  void aCopyWithinTheTimeIsADuplicateOneBeyondIsNot() {
    UserState user = plan(Duration.ofHours(1)).newUser();

    assertThat(add(user, event("a", START, 1), START)).isTrue();
    assertThat(add(user, event("a", START + 3_600_000, 1), START)).isFalse();
    assertThat(add(user, event("a", START + 3_600_001, 1), START)).isTrue();
    assertThat(add(user, event("a", START - 3_600_000, 1), START)).isFalse();
    assertThat(add(user, event("b", START, 1), START)).isTrue();
    assertThat(user.events()).isEqualTo(3);
  }

  @Test
  void eventsWithoutIdAreNeverDuplicates() {
    UserState user = plan(Duration.ofHours(1)).newUser();

    assertThat(add(user, event(null, START, 1), START)).isTrue();
    assertThat(add(user, event(null, START, 1), START)).isTrue();
  }

  @Test
  void withNoTimeOnlyTheSameTimeIsADuplicate() {
    UserState user = plan(Duration.ZERO).newUser();

    assertThat(add(user, event("a", START, 1), START)).isTrue();
    assertThat(add(user, event("a", START + 1, 1), START)).isTrue();
    assertThat(add(user, event("a", START, 1), START)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1H", "P3D", "P40D"})
  void aBusyUsersCopiesAreFoundHoweverLateTheyCome(String within) {
    FeaturePlan plan = plan(Duration.parse(within));
    NaiveUser oracle = new NaiveUser(definition(Duration.parse(within)));
    UserState user = plan.newUser();
    Random random = new Random(7);
    long now = START;
    for (int i = 0; i < 12_000; i++) {
      now += random.nextInt(100) == 0 ? random.nextInt(3 * 86_400_000) : random.nextInt(2_000);
      long late = random.nextInt(10) == 0 ? random.nextLong(30 * DAY) : random.nextInt(60_000);
      String id = "e" + (random.nextInt(4) == 0 ? random.nextInt(i + 1) : i);
      Event event = event(id, now - late, 1);
      boolean isNew = add(user, event, now);
      assertThat(isNew).as("%s", event).isEqualTo(oracle.add(event, now));
      if (i % 50 == 0) {
        user = plan.decode(user.encode());
      }
    }
    assertThat(cold.buckets()).isPositive();
    assertThat(user.encode().length).isLessThan(2_500);
  }

  @Test
  void aHotDayIsSplitSoThatNoLookUpReadsMuch() {
    UserState user = plan(Duration.ofHours(1)).newUser();
    for (int i = 0; i < 80_000; i++) {
      assertThat(add(user, event("e" + i, START + i * 500L, 1), START)).isTrue();
    }

    assertThat(cold.largest()).isLessThan(20_000);
    assertThat(add(user, event("e17", START, 1), START)).isFalse();
    assertThat(add(user, event("e79000", START + 79_000 * 500L, 1), START)).isFalse();
  }

  @Test
  void aQuietUserWhoseEventsComeInOrderNeverReadsTheCold() {
    UserState user = plan(Duration.ofHours(1)).newUser();
    for (int i = 0; i < 60; i++) {
      long time = START + i * DAY / 2;
      add(user, event("e" + i, time, 1), time);
    }

    // What is left are the reads of appending: a bucket a day, 16 ids at a time.
    assertThat(cold.gets()).isLessThanOrEqualTo(cold.puts());
  }

  @Test
  void bucketsGoOnceNoAcceptableEventCanBeACopy() {
    UserState user = plan(Duration.ofHours(1)).newUser();
    for (int i = 0; i < 2_000; i++) {
      long time = START + i * DAY / 10;
      add(user, event("e" + i, time, 1), time);
    }

    assertThat(cold.buckets()).isBetween(27, 32);
  }

  private boolean add(UserState user, Event event, long watermark) {
    user.observe(watermark, (tick, values, events) -> {});
    return user.add(event, watermark, cold);
  }

  private static FeaturePlan plan(Duration within) {
    return FeaturePlan.of(definition(within));
  }

  private static Definition definition(Duration within) {
    return Definitions.of(
        within,
        Observations.DEFAULT,
        Duration.ofDays(730),
        List.of(feature("views", Aggregate.COUNT, null, window("30d/6h"))));
  }
}
