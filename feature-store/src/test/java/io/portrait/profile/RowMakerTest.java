package io.portrait.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a row says besides its values: scores, status, tags, where it comes from. */
class RowMakerTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: test
          features: [{name: views, aggregate: count, windows: [7d, 30d]}]
          derived:
            - {name: share, value: views_7d / views_30d}
            - {name: percent, value: 100 * share}
            - {name: years, value: tenure_days / 365}
          tags:
            - {name: new, when: tenure_days < 7}
            - {name: busy, when: views_7d > 10}
            - {name: fading, when: share < 0.1}
          """,
          "test");

  private static final RowVersion VERSION = new RowVersion(1, 2, 3);

  private final RowMaker maker = new RowMaker(DEFINITION);

  /** views_7d, views_30d, tenure_days, share, percent, years. */
  private final Values values = new Values(6);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | false | complete",
        "''             | true  | degraded:embedding",
        "churn          | false | degraded:churn",
        "segments       | false | degraded:segments",
        "churn,segments | false | degraded:churn,segments",
        "segments,churn | true  | degraded:churn,embedding,segments",
        "churn          | true  | degraded:churn,embedding",
        "segments       | true  | degraded:embedding,segments",
      })
  void theStatusNamesWhatLacksInOrder(String missing, boolean embeddingLacks, String status) {
    values.setEmbedding(null, embeddingLacks);
    Set<String> names = missing.isEmpty() ? Set.of() : Set.of(missing.split(","));
    Scores scores = new Scores(null, Double.NaN, List.of(), Map.of(), names);

    assertThat(row(scores, Map.of()).status()).isEqualTo(status);
  }

  @Test
  void whatModelsSayAndWhoTheyWereIsInTheRow() {
    Scores scores =
        new Scores(
            4L, 0.25, List.of("no view since"), Map.of("churn", 7L, "segments", 9L), Set.of());

    ProfileRow row = row(scores, Map.of());

    assertThat(row.segment()).isEqualTo(4);
    assertThat(row.churnProbability()).isEqualTo(0.25);
    assertThat(row.churnReasons()).containsExactly("no view since");
    assertThat(row.models()).isEqualTo(Map.of("churn", 7L, "segments", 9L));
    assertThat(row.status()).isEqualTo(ProfileRow.COMPLETE);
  }

  @Test
  void aRowThatNoModelWasAskedAboutIsCompleteWithoutThem() {
    ProfileRow row = row(Scores.NONE, Map.of());

    assertThat(row.segment()).isNull();
    assertThat(row.churnProbability()).isNaN();
    assertThat(row.churnReasons()).isEmpty();
    assertThat(row.models()).isEmpty();
    assertThat(row.status()).isEqualTo("complete");
  }

  @Test
  void tagsAreThoseWhoseConditionHoldsInTheOrderOfTheFile() {
    values.set(0, 11);
    values.set(2, 1);
    assertThat(row(Scores.NONE, Map.of()).tags()).containsExactly("new", "busy");

    values.set(3, 0.05);
    values.set(2, Double.NaN);
    assertThat(row(Scores.NONE, Map.of()).tags()).containsExactly("busy", "fading");
  }

  @Test
  void whatIsComputedFromSomethingPartialIsPartialAsLong() {
    assertThat(row(Scores.NONE, Map.of("views_7d", 10L, "views_30d", 30L)).partialUntil())
        .isEqualTo(Map.of("views_7d", 10L, "views_30d", 30L, "share", 30L, "percent", 30L));
    assertThat(row(Scores.NONE, Map.of("embedding", 10L)).partialUntil())
        .isEqualTo(Map.of("embedding", 10L));
    assertThat(row(Scores.NONE, Map.of()).partialUntil()).isEmpty();
  }

  @Test
  void theRestIsHandedOn() {
    float[] taste = {0, 1};
    values.setEmbedding(taste, false);

    ProfileRow row = row(Scores.NONE, Map.of());

    assertThat(row.userId()).isEqualTo("u");
    assertThat(row.version()).isEqualTo(VERSION);
    assertThat(row.values()).isSameAs(values);
    assertThat(row.embedding()).isSameAs(taste);
    assertThat(row.writtenAt()).isEqualTo(99);
    assertThat(row.definitions()).isEqualTo(DEFINITION.hash());
  }

  private ProfileRow row(Scores scores, Map<String, Long> partialUntil) {
    return maker.row("u", VERSION, values, scores, partialUntil, 99);
  }
}
