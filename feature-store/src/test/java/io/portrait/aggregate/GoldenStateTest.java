package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State is a promise: what a version wrote of a user, every later one reads. */
class GoldenStateTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: test
          features:
            - {name: views, types: [view], aggregate: count, windows: [1h, 7d]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h]}
            - {name: mean, types: [purchase], aggregate: mean, of: amount}
            - {name: spread, types: [purchase], aggregate: stddev, of: amount, windows: [7d]}
            - {name: least, types: [purchase], aggregate: min, of: amount, windows: [7d]}
            - {name: most, types: [purchase], aggregate: max, of: amount, windows: [7d]}
            - {name: first, aggregate: first, of: category, windows: [7d]}
            - {name: last, aggregate: last, of: item_id}
            - {name: recency, types: [purchase], aggregate: recency}
            - {name: days, aggregate: days_active, windows: [7d]}
          """,
          "test");

  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aValueOfEveryVersionIsReadAndGoesOn(int version) throws IOException {
    UserState golden = FeaturePlan.of(DEFINITION).decode(goldenBytes(version));
    golden.add(event(9, "purchase", NOON + 2 * HOUR), Long.MIN_VALUE, new MemoryColdIds());
    assertThat(golden.add(event(8, "view", NOON + HOUR), Long.MIN_VALUE, new MemoryColdIds()))
        .as("an event it has seen")
        .isFalse();

    NaiveUser naive = new NaiveUser(DEFINITION);
    for (int i = 0; i < 9; i++) {
      naive.add(written(i), Long.MIN_VALUE);
    }
    naive.add(event(9, "purchase", NOON + 2 * HOUR), Long.MIN_VALUE);
    Values values = new Values(DEFINITION.columns().size());
    golden.evaluate(NOON + 2 * HOUR, values);
    assertThat(NaiveFeatures.differences(DEFINITION, naive.evaluate(NOON + 2 * HOUR), values))
        .isEmpty();
    assertThat(golden.partialUntil(NOON + 2 * HOUR)).isEmpty();
    assertThat(golden.events()).isEqualTo(10);
  }

  @Test
  void thisVersionStillWritesTheSameBytes() throws IOException {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    for (int i = 0; i < 9; i++) {
      user.add(written(i), Long.MIN_VALUE, new MemoryColdIds());
    }

    assertThat(HexFormat.of().formatHex(user.encode()))
        .isEqualTo(HexFormat.of().formatHex(goldenBytes(2)));
  }

  /** Nine events over two days, views and purchases in turn; the last is event 8. */
  private static Event written(int i) {
    return event(
        i, i % 2 == 0 ? "view" : "purchase", NOON - (8L - i) * 6 * HOUR + (i == 8 ? HOUR : 0));
  }

  private static Event event(int i, String type, long time) {
    return new Event(
        "e-" + i, "u", type, time, "sku-" + i, "shoes", 10.5 + i, Double.NaN, null, Map.of());
  }

  private static byte[] goldenBytes(int version) throws IOException {
    try (InputStream golden =
        GoldenStateTest.class.getResourceAsStream("user-state-" + version + ".hex")) {
      assertThat(golden).isNotNull();
      String hex = new String(golden.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.strip());
    }
  }
}
