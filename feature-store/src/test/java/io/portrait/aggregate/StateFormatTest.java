package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A user's value: comes back as it was, survives a changed definition, is refused when damaged. */
class StateFormatTest {

  private static final long START = 1_790_000_000_000L;

  private static final Feature VIEWS =
      feature("views", Aggregate.COUNT, null, window("1h/1m"), window("7d/1h"));
  private static final Feature SPEND = feature("spend", Aggregate.SUM, AMOUNT, window("30d/6h"));
  private static final Feature EVER = feature("ever", Aggregate.DAYS_ACTIVE, null);
  private static final Feature FIRST = feature("first", Aggregate.FIRST, CATEGORY, window("7d/1h"));

  private final MemoryColdIds cold = new MemoryColdIds();

  @Test
  void aNewUserComesBackAsNew() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(VIEWS));
    byte[] bytes = plan.newUser().encode();

    UserState user = plan.decode(bytes);

    assertThat(user.isEmpty()).isTrue();
    assertThat(user.wakeAt(START)).isEqualTo(Long.MAX_VALUE);
    assertThat(user.encode()).isEqualTo(bytes);
  }

  @Test
  void aUserWithSixtyEventsAMonthTakesHalfAKilobyteForSixteenCounts() {
    FeaturePlan plan =
        FeaturePlan.of(
            Definitions.of(
                counts("a", "view"), counts("b", "cart"), counts("c", "buy"), counts("d", null)));
    Random random = new Random(5);
    long total = 0;
    for (int user = 0; user < 50; user++) {
      UserState state = plan.newUser();
      long time = START;
      for (int i = 0; i < 60; i++) {
        time += random.nextInt((int) millis("1d"));
        String type = List.of("view", "view", "cart", "buy").get(random.nextInt(4));
        state.observe(time, (tick, values, events) -> {});
        state.add(event("e" + i, type, time, 9.99, 1, "shoes"), time, cold);
      }
      total += state.encode().length;
    }

    assertThat(total / 50).isBetween(300L, 750L);
  }

  @Test
  void featuresKeepTheirStateWhenOthersAreAddedRemovedAndReordered() {
    List<Event> events = new ArrayList<>();
    byte[] bytes = settled(FeaturePlan.of(Definitions.of(VIEWS, SPEND, FIRST)), events).encode();
    Feature renamed = feature("looks", Aggregate.COUNT, null, window("7d/1h"));
    Definition changed = Definitions.of(EVER, FIRST, renamed);
    FeaturePlan plan = FeaturePlan.of(changed);

    UserState user = plan.decode(bytes);
    Values values = new Values(plan.columns());
    user.evaluate(user.asOf(Long.MIN_VALUE), values);

    Map<String, @Nullable Object> expected =
        NaiveFeatures.evaluate(changed, events, user.asOf(Long.MIN_VALUE));
    expected.put("ever", 0.0); // starts empty
    assertThat(NaiveFeatures.differences(changed, expected, values)).isEmpty();
    byte[] rewritten = user.encode();
    assertThat(plan.decode(rewritten).encode()).isEqualTo(rewritten);
  }

  @Test
  void otherWindowsReadWhatIsThereAndAreExactOnceCovered() {
    List<Event> events = new ArrayList<>();
    byte[] bytes = settled(FeaturePlan.of(Definitions.of(VIEWS, SPEND)), events).encode();
    Definition changed =
        Definitions.of(
            feature("views", Aggregate.COUNT, null, window("36h/90m"), window("10s/1s")),
            feature("spend", Aggregate.SUM, AMOUNT));
    FeaturePlan plan = FeaturePlan.of(changed);

    UserState user = plan.decode(bytes);
    List<Event> since = new ArrayList<>();
    long time = user.latestMillis() + millis("37h") + millis("90m");
    for (int i = 0; i < 100; i++) {
      Event event = event(null, time + i * 700_000L, 1);
      since.add(event);
      user.observe(event.timeMillis(), (tick, values, count) -> {});
      user.add(event, event.timeMillis(), cold);
      user = plan.decode(user.encode());
      Values values = new Values(plan.columns());
      user.evaluate(event.timeMillis(), values);
      Map<String, @Nullable Object> expected =
          NaiveFeatures.evaluate(changed, since, event.timeMillis());
      assertThat(values.number(0)).isEqualTo(expected.get("views_36h/90m"));
      assertThat(values.number(1)).isEqualTo(expected.get("views_10s/1s"));
      // The window of 30 days held every event there was when all time began to count.
      List<Event> ever = new ArrayList<>(events);
      ever.addAll(since);
      expected = NaiveFeatures.evaluate(changed, ever, event.timeMillis());
      assertThat(values.number(2))
          .isCloseTo((double) Objects.requireNonNull(expected.get("spend")), within(1e-6));
      assertThat(user.partialUntil(event.timeMillis())).isEmpty();
    }
  }

  @Test
  void anUnknownVersionIsRefusedByName() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(VIEWS));
    byte[] bytes = plan.newUser().encode();
    bytes[0] = 9;

    assertThatThrownBy(() -> plan.decode(bytes))
        .isInstanceOf(StateFormatException.class)
        .hasMessage("unknown version of a user's value: 9");
    assertThatThrownBy(() -> plan.decode(new byte[0])).isInstanceOf(StateFormatException.class);
  }

  @Test
  void everyDamagedBitAndEveryCutIsNoticed() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(VIEWS, SPEND, EVER, FIRST));
    byte[] bytes = live(plan, new ArrayList<>()).encode();

    for (int i = 0; i < bytes.length; i++) {
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> plan.decode(cut)).isInstanceOf(StateFormatException.class);
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> plan.decode(flipped)).isInstanceOf(StateFormatException.class);
    }
  }

  @Test
  void nonsenseWithAGoodChecksumIsReadOrRefusedButNeverWorse() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(VIEWS, SPEND, EVER, FIRST));
    byte[] bytes = settled(plan, new ArrayList<>()).encode();
    Random random = new Random(3);
    int refused = 0;

    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        damaged[1 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
      }
      sign(damaged);
      try {
        plan.decode(damaged);
      } catch (StateFormatException e) {
        refused++;
      }
    }

    assertThat(refused).isPositive();
  }

  private static void sign(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length - 4);
    ByteWriter.INTS.set(bytes, bytes.length - 4, (int) checksum.getValue());
  }

  private static Feature counts(String name, @Nullable String type) {
    return feature(
        name,
        type == null ? Set.of() : Set.of(type),
        Aggregate.COUNT,
        null,
        null,
        ZoneOffset.UTC,
        window("1h/1m"),
        window("24h/10m"),
        window("7d/1h"),
        window("30d/6h"));
  }

  /** Some weeks of events, the last of them ahead of the next tick. */
  private UserState live(FeaturePlan plan, List<Event> events) {
    UserState user = plan.newUser();
    for (int i = 0; i < 80; i++) {
      long time = START + i * 20_000_003L;
      Event event = event("e" + i, "view", time, i * 1.37, 1, "c" + i % 7);
      events.add(event);
      user.observe(time - millis("26h"), (tick, values, count) -> {});
      user.add(event, time - millis("26h"), cold);
    }
    return user;
  }

  /** The same, with no event ahead any more. */
  private UserState settled(FeaturePlan plan, List<Event> events) {
    UserState user = live(plan, events);
    long tick = user.latestMillis() + millis("1d");
    user.observe(tick, (time, values, count) -> {});
    user.evaluate(tick, new Values(plan.columns()));
    return user;
  }
}
