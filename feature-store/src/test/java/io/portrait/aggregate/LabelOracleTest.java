package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.NaiveLabels.Label;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Random users, each label compared with what all events say. */
class LabelOracleTest {

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void everyTickGetsTheOneLabelThatItsEventsGiveIt(@ForAll long seed) {
    new Run(seed).live(150);
  }

  @Test
  void livesHaveLabelsOfEveryKind() {
    long churned = 0;
    long stayed = 0;
    long ahead = 0;
    long tooLate = 0;
    long atOnce = 0;
    for (long seed = 0; seed < 50; seed++) {
      Run run = new Run(seed);
      run.live(150);
      churned += run.given.stream().filter(Label::isChurned).count();
      stayed += run.given.stream().filter(label -> !label.isChurned()).count();
      ahead += run.naive.byEventsAhead();
      tooLate += run.naive.byEventsTooLate();
      atOnce = Math.max(atOnce, run.mostAtOnce);
    }

    assertThat(churned).isGreaterThan(500);
    assertThat(stayed).isGreaterThan(500);
    assertThat(ahead).isGreaterThan(50);
    assertThat(tooLate).isGreaterThan(50);
    assertThat(atOnce).as("labels of one watermark").isGreaterThan(10);
  }

  private static final class Run {

    private final RandomLife life;
    private final Random random;
    private final Definition definition;
    private final Churn churn;
    private final FeaturePlan plan;
    private final boolean sleeps;
    private final List<Label> given = new ArrayList<>();

    private UserState user;
    private MemoryColdIds cold = new MemoryColdIds();
    private NaiveLabels naive;
    private long watermark = Long.MIN_VALUE;
    private long greatestWatermark = Long.MIN_VALUE;
    private int mostAtOnce;

    Run(long seed) {
      life = new RandomLife(seed);
      random = life.random();
      definition = life.withLabels(life.definition());
      churn = Objects.requireNonNull(definition.churn());
      plan = FeaturePlan.of(definition);
      user = plan.newUser();
      naive = new NaiveLabels(churn);
      sleeps = random.nextBoolean();
    }

    void live(int steps) {
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(4) == 0) {
          advance();
        }
        add();
        if (random.nextInt(3) == 0) {
          restart();
        }
      }
      endInput();
    }

    /** Event time goes on; half of the users are only looked at when they asked to be woken. */
    private void advance() {
      long before = watermark;
      watermark = Math.max(watermark, life.around());
      greatestWatermark = Math.max(greatestWatermark, watermark);
      List<Label> labels = new ArrayList<>();
      if (!sleeps || user.wakeAt(before) <= watermark) {
        user.observe(watermark, observer(labels));
      }
      assertThat(labels).isEqualTo(naive.passed(watermark));
      given.addAll(labels);
      mostAtOnce = Math.max(mostAtOnce, labels.size());
      if (user.isForgotten(watermark)) {
        assertThat(naive.isWaiting()).isFalse();
        user = plan.newUser();
        naive = new NaiveLabels(churn);
        cold = new MemoryColdIds();
      }
    }

    private TickObserver observer(List<Label> labels) {
      return new TickObserver() {
        @Override
        public void observed(long tick, Values values, long events) {
          naive.observed(tick);
        }

        @Override
        public void matured(long tick, long matured, boolean isChurned) {
          labels.add(new Label(tick, matured, isChurned));
        }
      };
    }

    private void add() {
      Event event = life.nextEvent();
      boolean isTooLate = plan.isTooLate(event.timeMillis(), greatestWatermark);
      if (!isTooLate && user.add(event, watermark, cold)) {
        naive.add(event);
      }
    }

    /** The value goes to disk and comes back; the watermark may begin anew. */
    private void restart() {
      byte[] bytes = user.encode();
      user = plan.decode(bytes);
      assertThat(user.encode()).isEqualTo(bytes);
      assertThat(user.hasDroppedLabels()).isFalse();
      if (random.nextInt(20) == 0) {
        watermark = Long.MIN_VALUE;
      }
    }

    private void endInput() {
      List<Label> labels = new ArrayList<>();
      user.observe(Long.MAX_VALUE, observer(labels));
      assertThat(labels).as("at the end of input").isEmpty();
    }
  }
}
