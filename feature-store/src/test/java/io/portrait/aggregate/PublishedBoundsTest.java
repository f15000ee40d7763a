package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.NaiveFeatures;
import org.junit.jupiter.api.Test;

/** What is published of sketches, and what they do: the recomputation shares none of their code. */
class PublishedBoundsTest {

  @Test
  void sketches_are_exact_for_as_many_values_as_is_said() {
    assertThat(DistinctSeries.MOST_EXACT).isEqualTo(NaiveFeatures.DISTINCT_EXACT);
    assertThat(TextCounts.MOST).isEqualTo(NaiveFeatures.TEXTS_EXACT);
    assertThat(NumberSample.MOST_EXACT).isEqualTo(NaiveFeatures.NUMBERS_EXACT);
  }
}
