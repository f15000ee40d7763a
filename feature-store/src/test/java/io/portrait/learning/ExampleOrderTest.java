package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.apache.datasketches.hash.MurmurHash3;
import org.junit.jupiter.api.Test;

/** The one order of examples, against the hash of another library. */
class ExampleOrderTest {

  @Property(tries = 300)
  void usersLieByTheUnsignedHashOfTheirIds(
      @ForAll @Size(max = 40) List<@NotEmpty String> users, @ForAll long seed) {
    List<String> expected = new ArrayList<>(users);
    expected.sort(
        (one, other) -> {
          int byHash = Long.compareUnsigned(hash(one), hash(other));
          return byHash != 0 ? byHash : one.compareTo(other);
        });

    List<String> sorted = new ArrayList<>(users);
    Collections.shuffle(sorted, new Random(seed));
    sorted.sort(ExampleOrder.USERS);

    assertThat(sorted).isEqualTo(expected);
  }

  @Test
  void aHashIsTheSameInEveryVersion() {
    assertThat(Long.toHexString(ExampleOrder.of("user-1"))).isEqualTo("61accd4b12ff3576");
    assertThat(Long.toHexString(ExampleOrder.of(""))).isEqualTo("0");
    assertThat(Long.toHexString(ExampleOrder.of("Größe 靴"))).isEqualTo("5d9b41f2919bf6ba");
  }

  @Test
  void usersOfOneHashLieByTheirIds() {
    // What is no text has no bytes of its own in UTF-8.
    String broken = "\uD800";
    assertThat(ExampleOrder.of(broken)).isEqualTo(ExampleOrder.of("?"));
    assertThat(ExampleOrder.USERS.compare("?", broken)).isNegative();
    assertThat(ExampleOrder.USERS.compare(broken, "?")).isPositive();
    assertThat(ExampleOrder.USERS.compare(broken, broken)).isZero();
  }

  @Test
  void examplesLieByWhenTheyAreDueThenByTickThenByUser() {
    Random random = new Random(1);
    List<Example> examples = new ArrayList<>();
    for (long due = -1; due <= 1; due++) {
      for (long tick = -1; tick <= 1; tick++) {
        for (int user = 0; user < 30; user++) {
          double label = random.nextInt(2);
          examples.add(
              new Example("user-" + user, tick, due, new double[] {random.nextInt()}, label, 1));
        }
      }
    }
    List<Example> expected = new ArrayList<>(examples);
    // Sorting is stable: by what matters least first.
    expected.sort(
        Comparator.comparing((Example example) -> hash(example.userId()) ^ Long.MIN_VALUE));
    expected.sort(Comparator.comparing(Example::tickMillis));
    expected.sort(Comparator.comparing(Example::dueMillis));

    for (int i = 0; i < 10; i++) {
      Collections.shuffle(examples, random);
      examples.sort(ExampleOrder.EXAMPLES);
      assertThat(examples).isEqualTo(expected);
    }
    for (int i = 1; i < expected.size(); i++) {
      assertThat(ExampleOrder.EXAMPLES.compare(expected.get(i - 1), expected.get(i))).isNegative();
    }
  }

  private static long hash(String userId) {
    return MurmurHash3.hash(userId.getBytes(StandardCharsets.UTF_8), 0)[0];
  }
}
