package io.portrait.benchmark;

import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.SnapshotWire;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Rows of {@link TickedUsers} as the window step gives them: those of a user in the subtask whose
 * keys they are. Everybody has their row of a tick, then everybody that of the next.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class UserRows extends RichMapFunction<Long, Snapshot> {

  private static final long serialVersionUID = 1;

  /**
   * Before the first row, and not measured: the models that live rows are scored with are there.
   */
  private static final long LEAD_MILLIS = 1_000;

  private final SampledUsers sample;
  private final String definitionText;
  private final int usersPerTask;
  private final boolean isLive;
  private transient TickedUsers users;
  private transient String[] ids;
  private transient long made;

  private UserRows(SampledUsers sample, String definitionText, int usersPerTask, boolean isLive) {
    this.sample = sample;
    this.definitionText = definitionText;
    this.usersPerTask = usersPerTask;
    this.isLive = isLive;
  }

  /**
   * A source of rows.
   *
   * @param rows a multiple of the tasks
   * @param usersPerTask how many users each task has
   * @param isLive whether all rows are live but the first of each user, which is a tick's
   */
  static DataStream<Snapshot> from(
      StreamExecutionEnvironment env,
      LearningWorkload workload,
      long rows,
      int usersPerTask,
      boolean isLive) {
    return Arrival.mark(
        env.fromSequence(0, rows - 1)
            .uid("numbers")
            .map(
                new UserRows(
                    workload.sample(), workload.definitions().text(), usersPerTask, isLive))
            .returns(SnapshotWire.TYPE)
            .name("users")
            .uid("users"));
  }

  @Override
  public void open(OpenContext context) throws InterruptedException {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    users = new TickedUsers(sample, definitionText);
    ids = new String[usersPerTask];
    int found = 0;
    for (long number = 0; found < usersPerTask; number++) {
      String id = TickedUsers.idOf(number);
      int owner =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              id, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
      if (owner == task.getIndexOfThisSubtask()) {
        ids[found++] = id;
      }
    }
    StartTogether.await(getRuntimeContext());
    if (isLive) {
      Thread.sleep(LEAD_MILLIS);
    }
  }

  @Override
  public Snapshot map(Long ignored) {
    int user = (int) (made % usersPerTask);
    long tick = made / usersPerTask;
    made++;
    return users.snapshot(
        isLive && tick > 0 ? Snapshot.Kind.LIVE : Snapshot.Kind.TICK,
        ids[user],
        TickedUsers.tickMillis(tick));
  }
}
