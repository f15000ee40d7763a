package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

  @Test
  void whatIsLeftOutIsGoneAndNothingElse() {
    Definition all = Definitions.ofShop().definition();

    Definition some = Definitions.ofShop().without("embedding", "churn").definition();

    assertThat(all.embedding()).isNotNull();
    assertThat(all.churn()).isNotNull();
    assertThat(some.embedding()).isNull();
    assertThat(some.churn()).isNull();
    assertThat(some.segments()).isEqualTo(all.segments());
    assertThat(some.columns()).isEqualTo(all.columns());
    assertThat(some.observations()).isEqualTo(all.observations());
    assertThat(some.online()).isEqualTo(all.online());
  }

  @Test
  void everyStageOfTheJobComputesWhatItIsCalled() {
    Definitions shop = Definitions.ofShop();

    Definition whole = Stage.WHOLE.of(shop).definition();
    Definition embedding = Stage.EMBEDDING.of(shop).definition();
    Definition learning = Stage.LEARNING.of(shop).definition();

    assertThat(whole.embedding()).isNull();
    assertThat(whole.segments()).isNull();
    assertThat(whole.churn()).isNull();
    assertThat(embedding.embedding()).isNotNull();
    assertThat(embedding.churn()).isNull();
    assertThat(learning.embedding()).isNull();
    assertThat(learning.segments()).isNotNull();
    assertThat(learning.churn()).isNotNull();
    assertThat(Stage.LEARNING.isIn(whole)).isFalse();
    assertThat(Stage.LEARNING.isIn(learning)).isTrue();
  }
}
