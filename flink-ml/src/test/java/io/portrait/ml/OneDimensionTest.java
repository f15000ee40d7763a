package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.learning.Example;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OneDimensionTest {

  private static final OnlineLearner.Factory OF_ANY_SIZE =
      OneDimension.before(SummingLearner.factory(false), 0);

  @Test
  void the_first_vector_says_how_long_all_are() {
    OnlineLearner learner = OF_ANY_SIZE.create();
    learner.learn(vector(1, 0));
    learner.learn(vector(10));
    learner.learn(vector(100, 0, 0));
    learner.learn(vector(2, 0));

    assertThat(learner.learn(vector(3, 0))).isTrue();
    assertThat(model(learner)).isEqualTo("6.0");
    assertThat(learner.refused()).isEqualTo(2);
  }

  @Test
  void no_vector_at_all_says_nothing() {
    OnlineLearner learner = OF_ANY_SIZE.create();
    learner.learn(vector());
    learner.learn(vector(1));

    assertThat(learner.closeBlock()).isTrue();
    assertThat(model(learner)).isEqualTo("1.0");
    assertThat(learner.refused()).isEqualTo(1);
  }

  @Test
  void a_model_to_start_with_says_how_long_all_are() {
    OnlineLearner learner = OneDimension.before(SummingLearner.factory(true), 2).create();
    learner.learn(vector(1));

    assertThat(learner.closeBlock()).isFalse();
    assertThat(learner.refused()).isEqualTo(1);
  }

  @Test
  void what_is_written_and_read_goes_on_with_its_length_and_its_count() {
    OnlineLearner before = OF_ANY_SIZE.create();
    before.learn(vector(1, 0));
    before.learn(vector(10));
    OnlineLearner learner = StageBytes.read(StageBytes.of(before::write), OF_ANY_SIZE::read);
    learner.learn(vector(10));

    assertThat(learner.closeBlock()).isTrue();
    assertThat(model(learner)).isEqualTo("1.0");
    assertThat(learner.refused()).isEqualTo(2);
  }

  private static Example vector(double... features) {
    return new Example("", 0, 0, features, Double.NaN, 1);
  }

  private static String model(OnlineLearner learner) {
    return new String(Objects.requireNonNull(learner.model()), StandardCharsets.UTF_8);
  }
}
