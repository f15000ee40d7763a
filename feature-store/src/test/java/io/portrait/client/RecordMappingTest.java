package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.DefinitionFile;
import io.portrait.definition.NamedView;
import io.portrait.online.RedisAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which records fit which columns, found out before any profile is read. */
class RecordMappingTest {

  private final ProfileClient client =
      ProfileClient.builder("shop")
          .redis(RedisAddress.of("127.0.0.1", 1)) // nobody listens
          .retries(0, Duration.ZERO)
          .definition(
              DefinitionFile.parse(
                  """
                  project: shop
                  features:
                    - {name: views, aggregate: count, windows: [7d]}
                    - {name: views7d, aggregate: count}
                    - {name: spend, aggregate: sum, of: amount, windows: [30d]}
                    - {name: last_search, aggregate: last, of: text}
                    - {name: categories, aggregate: top, of: category, windows: [30d]}
                  views: {home: [spend_30d, segment]}
                  """,
                  "shop.yaml"))
          .build();

  @AfterEach
  void close() {
    client.close();
  }

  record Everything(
      String userId,
      OptionalLong segment,
      double spend30d,
      @Nullable Double churnProbability,
      OptionalDouble tenureDays,
      Optional<String> lastSearch,
      @Nullable Instant asOf,
      List<String> categories30d,
      Map<String, Long> models,
      float @Nullable [] embedding) {}

  @Test
  void componentsNameColumnsInCamelCase() {
    assertThat(client.prepare(Everything.class).columns())
        .containsExactly(
            "segment",
            "spend_30d",
            "churn_probability",
            "tenure_days",
            "last_search",
            "_as_of",
            "categories_30d",
            "_models",
            "embedding");
  }

  record Misspelt(long segmnt) {}

  @Test
  void aComponentThatIsNoColumnIsNamedWithTheNearest() {
    assertThatThrownBy(() -> client.prepare(Misspelt.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the component segmnt of Misspelt is no column (did you mean 'segment'?)");
  }

  record Ambiguous(long views7d) {}

  record Exact(long views_7d) {}

  @Test
  void aNameThatMayBeTwoColumnsIsRefused() {
    assertThatThrownBy(() -> client.prepare(Ambiguous.class))
        .hasMessage("the component views7d of Ambiguous may be any of [views_7d, views7d]");
    assertThat(client.prepare(Exact.class).columns()).containsExactly("views_7d");
  }

  record Text(String spend30d) {}

  record Whole(int segment) {}

  record Inside(Optional<Integer> segment) {}

  record Real(long churnProbability) {}

  record User(long userId, long segment) {}

  record Nothing(String userId) {}

  @Test
  void aTypeThatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> client.prepare(Text.class))
        .hasMessage(
            "the component spend30d of Text is java.lang.String, but the column 'spend_30d' holds"
                + " values of type double");
    assertThatThrownBy(() -> client.prepare(Whole.class)).hasMessageContaining("is int, but");
    assertThatThrownBy(() -> client.prepare(Inside.class))
        .hasMessageContaining("is java.util.Optional<java.lang.Integer>, but");
    assertThatThrownBy(() -> client.prepare(Real.class)).hasMessageContaining("is long, but");
    assertThatThrownBy(() -> client.prepare(User.class))
        .hasMessage("the component userId of User must be a String");
    assertThatThrownBy(() -> client.prepare(Nothing.class))
        .hasMessage("the record Nothing names no column");
  }

  record Segment(long segment) {}

  record MaybeSegment(@Nullable Long segment, OptionalLong views, Optional<Double> spend30d) {}

  @Test
  void aRecordOfAnotherViewIsRefusedAndAPrimitiveWantsAValue() {
    PreparedView view = client.prepare("spend_30d", "segment");
    Profile nobody = view.getBlocking("u-1", Duration.ofSeconds(20));

    assertThat(nobody.status("segment")).isEqualTo(ColumnStatus.ERROR);
    assertThatThrownBy(() -> nobody.as(MaybeSegment.class))
        .hasMessage("the component views of MaybeSegment is no column");
    assertThatThrownBy(() -> nobody.as(Segment.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the column 'segment' of u-1 has no value (ERROR), which the component segment of"
                + " Segment, a long, cannot say: give it another type");
  }

  @Test
  void gettersNameWhatAColumnHolds() {
    Profile nobody =
        client.prepare("spend_30d", "embedding").getBlocking("u-1", Duration.ofSeconds(20));

    assertThatThrownBy(() -> nobody.getText("spend_30d"))
        .hasMessage(
            "the column 'spend_30d' holds values of type double, not values of type string");
    assertThatThrownBy(() -> nobody.getDouble("embedding")).hasMessageContaining("the embedding");
    assertThatThrownBy(() -> nobody.status("spend")).hasMessage("the view has no column 'spend'");
    assertThat(nobody)
        .hasToString(
            "Profile[u-1, spend_30d=ERROR, embedding=ERROR, error=" + nobody.error() + "]");
  }

  @Test
  void viewsAreThoseOfTheFileAndColumnsAreNamedOnce() {
    assertThat(client.prepare(new NamedView("x", List.of("spend_30d", "segment"))).columns())
        .containsExactly("spend_30d", "segment");
    assertThatThrownBy(() -> client.prepare("segment", "segment"))
        .hasMessage("the column 'segment' is there twice");
    assertThatThrownBy(() -> client.prepare(List.of())).hasMessage("name at least one column");
  }
}
