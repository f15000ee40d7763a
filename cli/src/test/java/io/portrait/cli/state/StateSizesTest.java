package io.portrait.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateSizesTest {

  private static final int LARGEST = 7;

  /** However keys are spread over tasks, and in whatever order tasks are put together. */
  @Test
  void manyPutTogetherSayWhatOneSays() {
    Random random = new Random(5);
    List<KeySize> keys = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      keys.add(new KeySize("u-" + i, random.nextInt(300)));
    }
    StateSizes[] tasks = new StateSizes[4];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = new StateSizes(LARGEST);
    }
    for (KeySize key : keys) {
      tasks[random.nextInt(tasks.length)].add(
          key.key(), Map.of("a", key.bytes() / 3, "b", key.bytes() - key.bytes() / 3));
    }
    StateSizes all = new StateSizes(LARGEST);
    for (StateSizes task : tasks) {
      all.merge(task);
    }

    List<Long> sorted = keys.stream().map(KeySize::bytes).sorted().toList();
    assertThat(all.keys()).isEqualTo(keys.size());
    assertThat(all.bytes()).isEqualTo(sorted.stream().mapToLong(Long::longValue).sum());
    assertThat(all.bytesByPart()).containsOnlyKeys("a", "b");
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.9995, 1}) {
      assertThat(all.quantile(share))
          .as("%s", share)
          .isEqualTo(sorted.get((int) Math.ceil(share * keys.size()) - 1));
    }
    assertThat(all.largest())
        .containsExactlyElementsOf(
            keys.stream()
                .sorted(
                    Comparator.comparingLong(KeySize::bytes).reversed().thenComparing(KeySize::key))
                .limit(LARGEST)
                .toList());
  }

  @Test
  void ofNoKeyThereIsNothingToSay() {
    StateSizes none = new StateSizes(LARGEST);

    assertThat(none.keys()).isZero();
    assertThat(none.quantile(0.5)).isZero();
    assertThat(none.largest()).isEmpty();
  }
}
