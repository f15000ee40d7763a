package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.offline.TableSchemas;
import io.portrait.profile.ProfileSchema;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureLogRowsTest {

  private static final int CAPACITY = 4;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final ProfileSchema PROFILE =
      new ProfileSchema(
          List.of(
              new Column("views", ColumnType.LONG, "events"),
              new Column("spend", ColumnType.DOUBLE, "")));

  private OneInputStreamOperatorTestHarness<ProfileUpdate, RowData> operator = started();

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void rowsGoOnDayByDayAndInADayAsTheyCame() throws Exception {
    given(tick("a", 2 * DAY), tick("b", DAY), tick("c", 2 * DAY - 1));
    assertThat(users()).isEmpty();

    operator.prepareSnapshotPreBarrier(1);

    assertThat(users()).containsExactly("b", "c", "a");
  }

  @Test
  void daysBefore1970AreDaysToo() throws Exception {
    given(tick("a", 0), tick("b", -1), tick("c", DAY - 1), tick("d", -DAY));

    assertThat(users()).containsExactly("b", "d", "a", "c");
  }

  @Test
  void noMoreTicksAreHeldThanItsCapacity() throws Exception {
    given(tick("a", DAY), tick("b", 0), tick("c", DAY));
    assertThat(users()).isEmpty();

    given(tick("d", 0), tick("e", 0));

    assertThat(users()).containsExactly("b", "d", "a", "c");
  }

  @Test
  void onlyTicksAreLogged() throws Exception {
    given(
        TestProfiles.update(Kind.LIVE, "a", 1, 1),
        TestProfiles.update(Kind.GONE, "b", 1, 1),
        tick("c", 1));

    operator.prepareSnapshotPreBarrier(1);

    assertThat(users()).containsExactly("c");
  }

  @Test
  void theEndOfTheInputLosesNothing() throws Exception {
    given(tick("a", 1));

    operator.endInput();
    operator.getOneInputOperator().finish();

    assertThat(users()).containsExactly("a");
  }

  @Test
  void aRestartInTheMiddleNeitherLosesNorRepeats() throws Exception {
    // given what was handed on before the snapshot
    given(tick("a", 1), tick("b", 2));
    operator.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState snapshot = operator.snapshot(1, 1);
    List<String> before = users();
    operator.close();

    // when
    operator = harness();
    operator.initializeState(snapshot);
    operator.open();
    given(tick("c", 3));
    operator.prepareSnapshotPreBarrier(2);

    // then
    assertThat(before).containsExactly("a", "b");
    assertThat(users()).containsExactly("c");
  }

  private void given(ProfileUpdate... updates) throws Exception {
    for (ProfileUpdate update : updates) {
      operator.processElement(update, 0);
    }
  }

  private List<String> users() {
    return operator.extractOutputValues().stream().map(row -> row.getString(0).toString()).toList();
  }

  private static ProfileUpdate tick(String user, long asOf) {
    return TestProfiles.update(Kind.TICK, user, 1, asOf);
  }

  private static OneInputStreamOperatorTestHarness<ProfileUpdate, RowData> started() {
    try {
      OneInputStreamOperatorTestHarness<ProfileUpdate, RowData> harness = harness();
      harness.open();
      return harness;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static OneInputStreamOperatorTestHarness<ProfileUpdate, RowData> harness()
      throws Exception {
    IcebergRows rows = IcebergRows.of(TableSchemas.featureLog(PROFILE), PROFILE);
    OneInputStreamOperatorTestHarness<ProfileUpdate, RowData> harness =
        new OneInputStreamOperatorTestHarness<>(new FeatureLogRows(rows, CAPACITY));
    harness.setup(new ByReference<>());
    return harness;
  }
}
