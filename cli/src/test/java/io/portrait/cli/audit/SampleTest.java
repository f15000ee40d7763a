package io.portrait.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

  private static final List<String> USERS =
      IntStream.range(0, 1_000).mapToObj(number -> "u-" + number).toList();

  @Test
  void the_same_seed_gives_the_same_users_in_whatever_order_they_come() {
    List<String> shuffled = new ArrayList<>(USERS);
    Collections.shuffle(shuffled, new Random(1));

    List<String> sample = Sample.of(USERS.iterator(), 50, 7).users();

    assertThat(sample).hasSize(50).doesNotHaveDuplicates().isSorted();
    assertThat(Sample.of(shuffled.iterator(), 50, 7)).isEqualTo(new Sample(sample, 1_000));
    assertThat(Sample.of(USERS.iterator(), 50, 8).users()).isNotEqualTo(sample);
  }

  @Test
  void everybody_is_as_likely_as_anybody() {
    int[] drawn = new int[USERS.size()];
    for (int seed = 0; seed < 1_000; seed++) {
      for (String user : Sample.of(USERS.iterator(), 100, seed).users()) {
        drawn[USERS.indexOf(user)]++;
      }
    }

    // Binomial, 1,000 of 0.1: 100 with a deviation of 9.5; five of them either way.
    assertThat(IntStream.of(drawn).boxed())
        .allSatisfy(times -> assertThat(times).isBetween(52, 148));
  }

  @Test
  void of_few_users_all_are_taken() {
    assertThat(Sample.of(USERS.subList(0, 3).iterator(), 50, 7).users())
        .containsExactly("u-0", "u-1", "u-2");
  }
}
