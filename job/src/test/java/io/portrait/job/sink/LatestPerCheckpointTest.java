package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot.Kind;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatestPerCheckpointTest {

  private static final int CAPACITY = 3;

  private OneInputStreamOperatorTestHarness<ProfileUpdate, ProfileUpdate> operator = started();

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void onlyTheLatestRowOfEachUserPassesTheBarrier() throws Exception {
    given(live("a", 1), live("b", 1), live("a", 2), live("a", 3));
    assertThat(operator.extractOutputValues()).isEmpty();

    operator.prepareSnapshotPreBarrier(1);

    assertThat(operator.extractOutputValues()).containsExactly(live("a", 3), live("b", 1));
  }

  @Test
  void aRowThatComesLateDoesNotReplaceANewerOne() throws Exception {
    given(live("a", 2), live("a", 1));

    operator.prepareSnapshotPreBarrier(1);

    assertThat(operator.extractOutputValues()).containsExactly(live("a", 2));
  }

  @Test
  void theSameVersionMadeAgainReplacesTheFirst() throws Exception {
    ProfileUpdate again = TestProfiles.update(Kind.GONE, "a", 2, 2);
    given(live("a", 2), again);

    operator.prepareSnapshotPreBarrier(1);

    assertThat(operator.extractOutputValues()).containsExactly(again);
  }

  @Test
  void aUserWhoWasGoneComesBackThoughVersionsStartAgain() throws Exception {
    given(live("a", 9), TestProfiles.update(Kind.GONE, "a", 9, 9), live("a", 1));

    operator.prepareSnapshotPreBarrier(1);

    assertThat(operator.extractOutputValues()).containsExactly(live("a", 1));
  }

  @Test
  void anErasureWinsWhateverItsVersionAndWhoComesBackWinsOverIt() throws Exception {
    ProfileUpdate erased = TestProfiles.update(Kind.ERASED, "a", 0, -5);
    given(live("a", 9), erased);
    operator.prepareSnapshotPreBarrier(1);
    assertThat(operator.extractOutputValues()).containsExactly(erased);

    given(live("b", 9), TestProfiles.update(Kind.ERASED, "b", 0, 1_000), live("b", 1));
    operator.prepareSnapshotPreBarrier(2);

    assertThat(operator.extractOutputValues()).containsExactly(erased, live("b", 1));
  }

  @Test
  void ticksArePassedOver() throws Exception {
    given(live("a", 1), TestProfiles.update(Kind.TICK, "a", 2, 2));

    operator.prepareSnapshotPreBarrier(1);

    assertThat(operator.extractOutputValues()).containsExactly(live("a", 1));
  }

  @Test
  void noMoreUsersAreHeldThanItsCapacity() throws Exception {
    given(live("a", 1), live("b", 1), live("c", 1), live("a", 2));
    assertThat(operator.extractOutputValues()).isEmpty();

    given(live("d", 1), live("a", 3));

    assertThat(operator.extractOutputValues())
        .containsExactly(live("a", 2), live("b", 1), live("c", 1));
  }

  @Test
  void theEndOfTheInputLosesNothing() throws Exception {
    given(live("a", 1), live("a", 2));

    operator.endInput();
    operator.getOneInputOperator().finish();

    assertThat(operator.extractOutputValues()).containsExactly(live("a", 2));
  }

  @Test
  void aRestartInTheMiddleNeitherLosesNorRepeats() throws Exception {
    // given what was handed on before the snapshot
    given(live("a", 1), live("b", 1));
    operator.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);
    List<ProfileUpdate> before = operator.extractOutputValues();
    operator.close();

    // when
    operator = harness();
    operator.initializeState(snapshot);
    operator.open();
    given(live("a", 2));
    operator.prepareSnapshotPreBarrier(2);

    // then
    assertThat(before).containsExactly(live("a", 1), live("b", 1));
    assertThat(operator.extractOutputValues()).containsExactly(live("a", 2));
  }

  private void given(ProfileUpdate... updates) throws Exception {
    for (ProfileUpdate update : updates) {
      operator.processElement(update, 0);
    }
  }

  private static ProfileUpdate live(String user, long version) {
    return TestProfiles.update(Kind.LIVE, user, version, version);
  }

  private static OneInputStreamOperatorTestHarness<ProfileUpdate, ProfileUpdate> started() {
    try {
      OneInputStreamOperatorTestHarness<ProfileUpdate, ProfileUpdate> harness = harness();
      harness.open();
      return harness;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static OneInputStreamOperatorTestHarness<ProfileUpdate, ProfileUpdate> harness()
      throws Exception {
    OneInputStreamOperatorTestHarness<ProfileUpdate, ProfileUpdate> harness =
        new OneInputStreamOperatorTestHarness<>(new LatestPerCheckpoint(CAPACITY));
    harness.setup(new ByReference<>());
    return harness;
  }
}
