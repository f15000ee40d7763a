package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.quantile;
import static io.portrait.aggregate.Definitions.top;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What distinct, top and quantile keep: exact for few values, sketched for many, small. */
class SketchStateTest {

  private static final long START = 1_790_000_000_000L;
  private static final Feature ITEMS =
      feature("items", Aggregate.DISTINCT, CATEGORY, window("7d/1h"), window("30d/6h"));
  private static final Feature CATEGORIES =
      top("categories", 5, CATEGORY, window("7d/1h"), window("30d/6h"));
  private static final Feature MEDIAN = quantile("median", 0.5, window("7d/1h"), window("30d/6h"));

  private final MemoryColdIds cold = new MemoryColdIds();

  @Test
  void distinctIsExactUpTo2048ValuesAndAgainOnceThoseHaveLeft() {
    FeaturePlan plan =
        FeaturePlan.of(
            Definitions.of(
                feature("items", Aggregate.DISTINCT, CATEGORY, window("24h/10m")),
                feature("ever", Aggregate.DISTINCT, CATEGORY)));
    UserState user = plan.newUser();
    for (int i = 0; i < 2_048; i++) {
      add(user, view(START + i * 1_000L, "i" + i));
    }
    assertThat(evaluate(plan, user).number(0)).isEqualTo(2_048);
    assertThat(evaluate(plan, user).number(1)).isEqualTo(2_048);
    int exactBytes = user.encode().length;

    add(user, view(START + millis("1h"), "one more"));
    user = plan.decode(user.encode());
    assertThat(evaluate(plan, user).number(0)).isCloseTo(2_049, within(2_049 * 0.049));
    assertThat(evaluate(plan, user).number(1)).isCloseTo(2_049, within(2_049 * 0.049));
    assertThat(user.encode().length).isLessThan(exactBytes / 4);

    user.observe(START + millis("3d"), (tick, values, events) -> {});
    user.evaluate(START + millis("3d"), new Values(plan.columns()));
    user = plan.decode(user.encode());
    for (int i = 0; i < 1_500; i++) {
      add(user, view(START + millis("3d") + i, "later" + i));
    }
    assertThat(evaluate(plan, user).number(0)).isEqualTo(1_500);
  }

  @Test
  void topIsExactUpTo384TextsInATileAndQuantilesUpTo200Values() {
    FeaturePlan plan =
        FeaturePlan.of(Definitions.of(top("texts", 100, CATEGORY), quantile("share", 0.55)));
    UserState user = plan.newUser();
    for (int i = 0; i < 384; i++) {
      int text = i * 7 % 384;
      for (int times = 0; times <= text / 100; times++) {
        add(
            user,
            event(
                null, "view", START + i, i < 50 ? i : Double.NaN, 1, String.format("%03d", text)));
      }
    }

    Values values = evaluate(plan, user);
    assertThat(values.texts(0)).hasSize(100).startsWith("300", "301").endsWith("214", "215");
    assertThat(values.number(1)).isBetween(0.0, 49.0);
  }

  @Test
  void aShareThatIsHitExactlyIsTheValueItself() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(quantile("share", 0.55)));
    UserState user = plan.newUser();
    for (int i = 100; i >= 1; i--) {
      add(user, event(null, START + i, i));
    }

    assertThat(evaluate(plan, user).number(0)).isEqualTo(55);
  }

  @Test
  void columnsThatDifferInKeepOrAtShareOneState() {
    Feature again = top("again", 1, CATEGORY, window("7d/1h"), window("30d/6h"));
    Feature late = quantile("late", 0.9, window("7d/1h"), window("30d/6h"));

    assertThat(bytes(60, CATEGORIES, again)).isEqualTo(bytes(60, CATEGORIES));
    assertThat(bytes(60, MEDIAN, late)).isEqualTo(bytes(60, MEDIAN));
  }

  @Test
  void sixtyEventsAMonthTakeAFewHundredBytes() {
    int none = bytes(60, feature("views", Aggregate.COUNT, null, window("30d/6h")));

    assertThat(bytes(60, ITEMS) - none).as("distinct").isBetween(300, 500);
    assertThat(bytes(60, CATEGORIES) - none).as("top").isBetween(80, 200);
    assertThat(bytes(60, MEDIAN) - none).as("quantile").isBetween(100, 250);
  }

  @Test
  void nonsenseWithAGoodChecksumIsReadOrRefusedButNeverWorse() {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(ITEMS, CATEGORIES, MEDIAN));
    UserState user = plan.newUser();
    for (int i = 0; i < 3_000; i++) {
      add(user, event(null, "view", START + i, i % 700, 1, "c" + i));
    }
    user.observe(START + millis("1d"), (tick, values, events) -> {});
    byte[] bytes = user.encode();
    Random random = new Random(4);
    int refused = 0;

    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = bytes.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        damaged[1 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
      }
      CRC32C checksum = new CRC32C();
      checksum.update(damaged, 0, bytes.length - 4);
      ByteWriter.INTS.set(damaged, bytes.length - 4, (int) checksum.getValue());
      try {
        plan.decode(damaged);
      } catch (StateFormatException e) {
        refused++;
      }
    }

    assertThat(refused).isPositive();
  }

  @Test
  void aWaitingEventKeepsItsTextOnlyWhereTextsAreAggregated() {
    Field text = new Field("text", Field.Kind.TEXT);
    Event searched =
        new Event(null, "u", "search", START, null, null, Double.NaN, Double.NaN, "red", Map.of());

    for (Feature feature :
        List.of(feature("queries", Aggregate.DISTINCT, text), top("queries", 3, text))) {
      assertThat(
              FeaturePlan.of(Definitions.of(feature))
                  .lean(EmbeddedEvent.plain(searched))
                  .event()
                  .text())
          .isEqualTo("red");
    }
    assertThat(
            FeaturePlan.of(Definitions.of(ITEMS, CATEGORIES))
                .lean(EmbeddedEvent.plain(searched))
                .event()
                .text())
        .isNull();
  }

  @Test
  void differentZerosAreOneValue() {
    FeaturePlan plan =
        FeaturePlan.of(Definitions.of(feature("amounts", Aggregate.DISTINCT, AMOUNT)));
    UserState user = plan.newUser();
    add(user, event(null, START, 0.0));
    add(user, event(null, START + 1, -0.0));

    assertThat(evaluate(plan, user).number(0)).isEqualTo(1);
  }

  private int bytes(int events, Feature... features) {
    FeaturePlan plan = FeaturePlan.of(Definitions.of(features));
    Random random = new Random(5);
    UserState user = plan.newUser();
    for (int i = 0; i < events; i++) {
      long time = START + i * millis("12h") + random.nextInt((int) millis("12h"));
      user.observe(time, (tick, values, count) -> {});
      String text = features[0].equals(ITEMS) ? "sku-" + random.nextInt(1_000) : "c" + i % 9;
      user.add(event(null, "view", time, random.nextInt(10_000) / 100.0, 1, text), time, cold);
    }
    user.observe(START + millis("31d"), (tick, values, count) -> {});
    return user.encode().length;
  }

  private static Event view(long time, @Nullable String category) {
    return event(null, "view", time, 1, 1, category);
  }

  private void add(UserState user, Event event) {
    user.observe(event.timeMillis() - 1, (tick, values, events) -> {});
    user.add(event, event.timeMillis() - 1, cold);
  }

  private static Values evaluate(FeaturePlan plan, UserState user) {
    Values values = new Values(plan.columns());
    user.evaluate(user.asOf(Long.MIN_VALUE), values);
    return values;
  }
}
