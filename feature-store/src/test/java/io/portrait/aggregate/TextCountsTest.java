package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Frequent texts: the bound holds however counts were added and merged. */
class TextCountsTest {

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void aCountIsNeverTooGreatAndTooSmallByAtMostOneIn385(@ForAll long seed) {
    Random random = new Random(seed);
    TextCounts[] parts = new TextCounts[8];
    Map<String, Long> exact = new HashMap<>();
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new TextCounts();
      for (int events = random.nextInt(6_000); events > 0; events--) {
        String text = "t" + (int) (3_000 * Math.pow(random.nextDouble(), 3));
        parts[i].add(text);
        exact.merge(text, 1L, Long::sum);
      }
    }
    for (int left = parts.length; left > 1; left--) {
      int into = random.nextInt(left - 1);
      parts[into].addAll(parts[left - 1]);
    }

    Map<String, Long> found = new HashMap<>();
    parts[0].forEach(found::put);
    long most = exact.values().stream().mapToLong(Long::longValue).sum() / 385;
    exact.forEach(
        (text, count) -> assertThat(found.getOrDefault(text, 0L)).isBetween(count - most, count));
    assertThat(found).hasSizeLessThanOrEqualTo(TextCounts.MOST);
  }
}
