package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunStateTest {

  @Test
  void theFirstRunWritesGenerationZero() {
    assertThat(RunState.NEW.rewritten().generation()).isZero();
    assertThat(RunState.NEW.begun("embedded/t", "shop", 0).live()).isZero();
  }

  @Test
  void aReplayWinsOverTheLiveJob() {
    RunState live = RunState.NEW.begun("embedded/t", "shop", 0);

    assertThat(live.rewritten().generation()).isGreaterThan(live.live());
  }

  @Test
  void theLiveJobKeepsItsGenerationWhenItGoesOn() {
    RunState live = RunState.NEW.begun("embedded/t", "shop", 0).stopped("/savepoint", 3);

    assertThat(live.resumed()).isEqualTo(live);
  }

  @Test
  void theLiveJobWinsAgainWhenItGoesOnAfterAReplay() {
    RunState replayed = RunState.NEW.begun("embedded/t", "shop", 0).rewritten();

    assertThat(replayed.resumed().live()).isGreaterThan(replayed.generation());
  }

  @Test
  void remembersOfWhichErasuresNothingIsLeftUntilAnotherJobBegins() {
    RunState live = RunState.NEW.begun("embedded/t", "shop", 0).stopped("/savepoint", 3);

    assertThat(live.resumed().erased()).isEqualTo(3);
    assertThat(live.rewritten().resumed().erased()).isEqualTo(3);
    assertThat(live.begun("embedded/t", "shop", 0).erased()).isZero();
  }

  @Test
  void goesOnOnlyWithTheSameTopicAndProject() {
    RunState live = RunState.NEW.begun("embedded/t", "shop", 0);

    assertThat(live.continues("embedded/t", "shop")).isTrue();
    assertThat(live.continues("kafka:9092/t", "shop")).isFalse();
    assertThat(live.continues("embedded/t", "bank")).isFalse();
    assertThat(RunState.NEW.continues("", "")).as("nothing has run yet").isFalse();
  }
}
