package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.portrait.audit.NaiveTaste;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random users' tastes, live and at ticks, compared with the mean over all their events. */
class TasteOracleTest {

  private static final int DIMENSIONS = 16;

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void theTasteIsTheWeightedMeanOfWhatWasTouched(@ForAll long seed) {
    RandomLife life = new RandomLife(seed);
    Random random = life.random();
    Definition definition = life.withEmbedding(life.definition());
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState user = plan.newUser();
    NaiveUser oracle = new NaiveUser(definition);
    MemoryColdIds cold = new MemoryColdIds();
    long watermark = Long.MIN_VALUE;
    for (int step = 0; step < 150; step++) {
      if (random.nextInt(4) == 0) {
        watermark = Math.max(watermark, life.around());
        Iterator<NaiveUser.Row> expected = oracle.observe(watermark).iterator();
        user.observe(
            watermark, (tick, values, events) -> check(definition, expected.next().of(), values));
        assertThat(expected).isExhausted();
      }
      Event event = life.nextEvent();
      if (user.isForgotten(watermark)) {
        return;
      }
      if (!plan.isTooLate(event.timeMillis(), watermark)) {
        user.add(embedded(event), watermark, cold);
        oracle.add(event, watermark);
      }
      if (random.nextInt(3) == 0 && !user.isEmpty()) {
        Values values = new Values(plan.columns());
        user.evaluate(user.asOf(watermark), values);
        check(definition, oracle.events(), values);
      }
      if (random.nextInt(5) == 0) {
        byte[] bytes = user.encode();
        user = plan.decode(bytes);
        assertThat(user.encode()).isEqualTo(bytes);
      }
    }
  }

  private static void check(Definition definition, List<Event> events, Values values) {
    Embedding embedding = Objects.requireNonNull(definition.embedding());
    List<EmbeddedEvent> all = events.stream().map(TasteOracleTest::embedded).toList();
    double[] expected = NaiveTaste.of(embedding, all);
    float[] actual = values.embedding();
    if (expected == null || actual == null) {
      assertThat(actual).isNull();
      assertThat(expected).isNull();
    } else {
      for (int i = 0; i < DIMENSIONS; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], offset(1e-6));
      }
    }
    double missed = NaiveTaste.missed(embedding, all);
    if (Math.abs(missed - Taste.NOTICEABLE) > 1e-9) {
      assertThat(values.embeddingLacks()).isEqualTo(missed > Taste.NOTICEABLE);
    }
  }

  /** Of every event the same, though nobody remembers it. */
  private static EmbeddedEvent embedded(Event event) {
    String text = event.category();
    if (text == null) {
      return EmbeddedEvent.plain(event);
    }
    Random random = new Random(text.hashCode() * 31L + event.timeMillis() / 1_000);
    return random.nextInt(20) == 0
        ? EmbeddedEvent.missed(event)
        : new EmbeddedEvent(event, Vectors.random(random, DIMENSIONS), false);
  }
}
