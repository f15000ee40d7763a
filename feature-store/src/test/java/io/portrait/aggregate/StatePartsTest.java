package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatePartsTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final FeaturePlan PLAN =
      FeaturePlan.of(
          DefinitionFile.parse(
              """
              project: test
              features:
                - {name: views, types: [view], aggregate: count, windows: [1h, 7d]}
                - {name: seen, types: [view], aggregate: distinct, of: item_id, windows: [7d]}
                - {name: spend, types: [purchase], aggregate: sum, of: amount}
              observations: {every: 1d, active_within: 7d}
              churn: {activity: [view], horizon: 3d, features: [views_7d]}
              """,
              "test"));

  @Test
  void partsAreAsLongAsTheValueAndNameTheirColumns() {
    Map<Long, byte[]> cold = new TreeMap<>();
    UserState user = PLAN.newUser();
    for (int i = 0; i < 400; i++) {
      long time = i * DAY / 100;
      user.observe(time - 1, (tick, values, events) -> {});
      user.add(
          new Event("e-" + i, "u", "view", time, "item-" + i, null, 1, 1, null, Map.of()),
          time - 1,
          store(cold));
    }
    byte[] value = user.encode();

    List<StatePart> parts = PLAN.decode(value).parts();

    assertThat(parts.stream().mapToInt(StatePart::bytes).sum()).isEqualTo(value.length);
    assertThat(parts).allMatch(part -> part.bytes() > 0);
    assertThat(parts)
        .filteredOn(part -> part.name().equals(StatePart.FEATURES))
        .extracting(StatePart::columns)
        .containsExactly(List.of("views_1h", "views_7d"), List.of("seen_7d"), List.of("spend"));
    assertThat(parts)
        .extracting(StatePart::name)
        .contains(
            StatePart.LAYOUT, StatePart.AHEAD, StatePart.LABELS, StatePart.IDS, StatePart.REST);
    assertThat(user.pendingLabels()).hasSizeBetween(1, 3).containsValue(true);
    assertThat(user.eventsAhead()).isPositive();
    assertThat(user.idsAtHand() + user.olderIds()).isEqualTo(400);
  }

  private static ColdIds store(Map<Long, byte[]> buckets) {
    return new ColdIds() {
      @Override
      public byte @Nullable [] get(long bucket) {
        return buckets.get(bucket);
      }

      @Override
      public void put(long bucket, byte[] ids) {
        buckets.put(bucket, ids);
      }

      @Override
      public void remove(long bucket) {
        buckets.remove(bucket);
      }
    };
  }
}
