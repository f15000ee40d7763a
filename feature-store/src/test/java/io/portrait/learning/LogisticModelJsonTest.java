package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model as people read and write it. */
class LogisticModelJsonTest {

  private static final String BY_HAND =
      """
      {"examples": 25000, "base_rate": 0.2,
       "columns": [
         {"name": "days_since_purchase", "scale": "LOG", "optional": true,
          "mean": 3, "variance": 4},
         {"name": "conversion", "scale": "PLAIN", "mean": 0.5, "variance": 0.25}],
       "interactions": ["days_since_purchase", "conversion"],
       "weights": {"(intercept)": -0.1, "days_since_purchase": 0.4, "conversion^2": 2,
         "conversion * days_since_purchase": -1, "days_since_purchase is null": 0.7,
         "embedding[1]": 5}}
      """;

  @Property(tries = 30)
  void itIsReadAsItWasWrittenToTheBit(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int coordinates) throws IOException {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(8));
    for (Example user : new GeneratedUsers(seed, -1).next(3_000)) {
      double[] features = Arrays.copyOf(user.features(), 4 + coordinates);
      Arrays.fill(features, 4, features.length, user.features()[1] / 100);
      learner.learn(LogisticLearnerTest.of(features, user.label(), 1 + user.features()[1] / 7));
    }
    LogisticModel model = learner.model();

    LogisticModel read = LogisticModel.fromJson(model.toJson());

    assertThat(Bytes.of(read::write)).isEqualTo(Bytes.of(model::write));
  }

  @Test
  void oneWrittenByHandScoresAsItSays() {
    LogisticModel model = LogisticModel.fromJson(BY_HAND);

    double recency = (Math.log1p(10) - 3) / 2;
    double conversion = (0.9 - 0.5) / 0.5;
    double score =
        Math.log(0.2 / 0.8)
            - 0.1
            + 0.4 * recency
            + 2 * conversion * conversion
            - recency * conversion
            + 5 * 0.3;
    assertThat(model.probability(new double[] {10, 0.9, 0.7, 0.3}))
        .isCloseTo(1 / (1 + Math.exp(-score)), offset(1e-12));
    assertThat(model.probability(new double[] {Double.NaN, 0.5}))
        .isCloseTo(1 / (1 + Math.exp(-(Math.log(0.25) - 0.1 + 0.7))), offset(1e-12));
    assertThat(model.version()).isEqualTo(1);
    assertThat(model.standardisation().clip()).isEqualTo(4);
    assertThat(model.standardisation().weight(0)).isEqualTo(25_000);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"base_rate\": 0.2|\"base_rate\": 1|base_rate must be between 0 and 1, 1e-9 from both",
        "\"base_rate\": 0.2|\"base_rate\": \"a\"|base_rate must be a finite number",
        "\"base_rate\": 0.2,||base_rate is missing",
        "\"examples\": 25000|\"examples\": -1|examples must not be negative",
        "\"examples\": 25000|\"examples\": 1e999|examples must be a finite number",
        "\"examples\"|\"version\": 0.5, \"examples\"|version must be a whole number, 0 or more",
        "\"examples\"|\"clip\": 0, \"examples\"|clip must be positive",
        "\"PLAIN\"|\"SQUARE\"|columns[1].scale must be LOG or PLAIN, not 'SQUARE'",
        "\"variance\": 0.25|\"variance\": -1|columns[1].variance must not be negative",
        "\"optional\": true|\"optional\": 1|columns[0].optional must be true or false",
        "\"mean\": 0.5, ||columns[1].mean is missing",
        "\"name\": \"conversion\"|\"name\": 3|columns[1].name must be a text",
        "\"embedding[1]\": 5|\"embedding[1]\": null|weights.embedding[1] must be a finite number",
        "\"conversion^2\"|\"conversion^3\"|weights.conversion^3 is no term of these columns",
        "\"embedding[1]\"|\"embedding[999]\"|weights.embedding[999] is no term of these columns",
        "\"weights\"|\"weight\"|weight is no field; there are version, examples, base_rate, clip, columns, interactions, weights",
        "[\"days_since_purchase\", \"conversion\"]|[1]|interactions[0] must be a text",
        "[\"days_since_purchase\", \"conversion\"]|[\"views\"]|columns, interactions: the interaction 'views' is no column",
      })
  void whatIsWrongIsNamedInOneLine(String from, @Nullable String to, String message) {
    String wrong = BY_HAND.replace(from, to == null ? "" : to);

    assertThat(wrong).isNotEqualTo(BY_HAND);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogisticModel.fromJson(wrong))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1, 2]|a model is a JSON object",
        "''|a model is a JSON object",
        "{\"examples\": 1, \"examples\": 2}|no JSON: line 1: Duplicate field 'examples'",
      })
  void whatIsNoModelIsSaidSo(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogisticModel.fromJson(text))
        .withMessage(message);
  }
}
