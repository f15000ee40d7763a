package io.portrait.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class HottestKeyTest {

  private static final int KEY_GROUPS = 128;

  private final AtomicLong clock = new AtomicLong();
  private final HottestKey hottest = new HottestKey(KEY_GROUPS, clock::get);

  @Test
  void the_share_of_the_hottest_of_very_many_is_that_of_a_whole_count() {
    Map<String, Long> counts = new HashMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      // A tenth of all is one user's, and a long tail is everybody else's.
      String user = random.nextInt(10) == 0 ? "robot" : "u-" + random.nextInt(50_000);
      counts.merge(user, 1L, Long::sum);
      hottest.add(user);
    }
    pass();

    double naive = Collections.max(counts.values()) / 200_000.0;
    assertThat(hottest.share()).isCloseTo(naive, offset(0.007));
    assertThat(hottest.keyGroup())
        .isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup("robot", KEY_GROUPS));
  }

  @Test
  void a_figure_stands_for_an_interval_and_then_gives_way() {
    hottest.add("a");
    hottest.look();
    assertThat(hottest.share()).as("not over yet").isZero();
    pass();
    assertThat(hottest.share()).isEqualTo(1);

    hottest.add("b");
    hottest.add("c");
    hottest.look();
    assertThat(hottest.share()).as("still the one before").isEqualTo(1);
    pass();
    assertThat(hottest.share()).isEqualTo(0.5);
  }

  @Test
  void where_nothing_came_nobody_is_hot() {
    hottest.add("a");
    pass();
    pass();

    assertThat(hottest.share()).isZero();
    assertThat(hottest.keyGroup()).isEqualTo(-1);
  }

  private void pass() {
    clock.addAndGet(HottestKey.INTERVAL.toNanos());
    hottest.look();
  }
}
