package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DerivedColumnsTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: test
          features:
            - {name: views, aggregate: count, windows: [7d, 30d]}
            - {name: last_item, aggregate: last, of: item_id}
          derived:
            - {name: share, value: views_7d / views_30d}
            - {name: percent, value: 100 * share}
            - {name: shout, value: "last_item + '!'"}
            - {name: age, value: tenure_days + percent}
          """,
          "test");

  /** views_7d, views_30d, last_item, tenure_days, share, percent, shout, age. */
  private final Values values = new Values(DEFINITION.columns().size());

  private final DerivedColumns derived = new DerivedColumns(DEFINITION);

  @Test
  void eachIsComputedFromFeaturesAndFromThoseBeforeIt() {
    fill(5, 20, "shoe", 3);

    assertThat(values.number(4)).isEqualTo(0.25);
    assertThat(values.number(5)).isEqualTo(25);
    assertThat(values.text(6)).isEqualTo("shoe!");
    assertThat(values.number(7)).isEqualTo(28);
  }

  @Test
  void theColumnsBeforeThemStayAsTheyAre() {
    fill(5, 20, "shoe", 3);

    assertThat(values.number(0)).isEqualTo(5);
    assertThat(values.number(1)).isEqualTo(20);
    assertThat(values.text(2)).isEqualTo("shoe");
    assertThat(values.number(3)).isEqualTo(3);
  }

  @Test
  void whatIsNullMakesAllThatIsComputedFromItNullEvenWhereThereWasANumberBefore() {
    fill(5, 20, "shoe", 3);
    fill(0, 0, null, 4);

    assertThat(values.number(4)).isNaN();
    assertThat(values.number(5)).isNaN();
    assertThat(values.text(6)).isNull();
    assertThat(values.number(7)).isNaN();
  }

  @Test
  void withoutAnyNothingIsSet() {
    Definition none =
        DefinitionFile.parse(
            "project: test\nfeatures: [{name: views, aggregate: count}]\n", "test");
    Values values = new Values(2);

    new DerivedColumns(none).fill(values);

    assertThat(values).isEqualTo(new Values(2));
  }

  private void fill(double week, double month, @Nullable String item, double tenure) {
    values.set(0, week);
    values.set(1, month);
    values.set(2, item);
    values.set(3, tenure);
    derived.fill(values);
  }
}
