package io.portrait.job.window;

import io.portrait.event.UserRecord;
import io.portrait.job.Uids;
import io.portrait.job.wire.ErasureDoneWire;
import io.portrait.job.wire.ExampleWire;
import io.portrait.job.wire.SnapshotWire;
import io.portrait.learning.Example;
import io.portrait.online.RedisAddress;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Step 3: all features of a user in one keyed step. */
public final class Windows {

  static final OutputTag<Either<Example, String>> MATURED =
      new OutputTag<>("matured", ExampleWire.OR_ERASED);
  static final OutputTag<ErasureDone> ERASED = new OutputTag<>("erased", ErasureDoneWire.TYPE);

  private Windows() {}

  /**
   * What is known of users.
   *
   * @param snapshots when something changed, and at observation ticks; a watermark says that no
   *     tick up to it follows
   * @param matured what users looked like whose label has matured, at that time; none without a
   *     section {@code churn}. Among them, in its place, the id of each user who was erased
   * @param erased users who were, without their ids
   */
  public record Windowed(
      DataStream<Snapshot> snapshots,
      DataStream<Either<Example, String>> matured,
      DataStream<ErasureDone> erased) {}

  /**
   * Drops duplicates, keeps windows, forgets who was erased, and gives a snapshot when something
   * changed or a tick came.
   *
   * @param definitionText the definition file, compiled again by each worker
   * @param register of users who had been erased when the job was drawn
   * @param serving the Redis whose rows are made again should it lose them; null for none
   */
  public static Windowed from(
      DataStream<UserRecord> events,
      String definitionText,
      ErasureRegister register,
      @Nullable RedisAddress serving) {
    SingleOutputStreamOperator<Snapshot> snapshots =
        events
            .keyBy(UserRecord::userId, Types.STRING)
            .transform(
                "window", SnapshotWire.TYPE, new UserWindows(definitionText, register, serving))
            .name("window")
            .uid(Uids.WINDOW);
    return new Windowed(
        snapshots, snapshots.getSideOutput(MATURED), snapshots.getSideOutput(ERASED));
  }
}
