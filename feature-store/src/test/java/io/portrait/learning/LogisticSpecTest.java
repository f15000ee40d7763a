package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.portrait.definition.Churn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be meant is refused at once. */
class LogisticSpecTest {

  private static final Input VIEWS = new Input("views", Input.Scale.LOG, false);
  private static final Input DAYS = new Input("days", Input.Scale.LOG, true);

  @Test
  void aColumnIsThereOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec(List.of(VIEWS, VIEWS), List.of(), 4))
        .withMessage("the column 'views' is there twice");
  }

  @Test
  void anInteractionIsAColumnAndThereOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec(List.of(VIEWS), List.of("days"), 4))
        .withMessage("the interaction 'days' is no column");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec(List.of(VIEWS, DAYS), List.of("days", "days"), 4))
        .withMessage("the interaction 'days' is there twice");
  }

  @Test
  void theClipIsPositiveAndFinite() {
    for (double clip : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> spec(List.of(VIEWS), List.of(), clip));
    }
  }

  @Test
  void theTermsAreNamedForPeople() {
    LogisticSpec spec = spec(List.of(VIEWS, DAYS), List.of("views", "days"), 4);

    assertThat(LogisticModel.untrained(spec).weights().keySet())
        .containsExactly(
            "(intercept)", "views", "days", "views^2", "days^2", "days * views", "days is null");
  }

  private static LogisticSpec spec(List<Input> columns, List<String> interactions, double clip) {
    return new LogisticSpec(columns, interactions, clip, Churn.Learning.DEFAULT);
  }
}
