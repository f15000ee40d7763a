package io.portrait.job.sink;

import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import java.util.LinkedHashMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps only the latest row of each user until the checkpoint, so that a table that shows current
 * profiles is not written once per event. Takes live rows and farewells; passes over ticks.
 *
 * <p>Holds at most {@code capacity} users and hands everything on when one more comes, before each
 * barrier, and at the end of the input: at a snapshot it is always empty, has no state, and loses
 * nothing. All rows of a user must come through one subtask in the order in which they were made.
 * Rows are kept by reference: whoever made them leaves them alone.
 */
public final class LatestPerCheckpoint extends AbstractStreamOperator<ProfileUpdate>
    implements OneInputStreamOperator<ProfileUpdate, ProfileUpdate> {

  /** Users held by one subtask where nothing else is said: some tens of megabytes. */
  public static final int DEFAULT_CAPACITY = 20_000;

  private static final long serialVersionUID = 1L;

  private final int capacity;

  /** Travels to the workers empty. */
  private final LinkedHashMap<String, ProfileUpdate> held = new LinkedHashMap<>();

  /**
   * For one table.
   *
   * @param capacity users held at most, positive
   */
  public LatestPerCheckpoint(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.capacity = capacity;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void processElement(StreamRecord<ProfileUpdate> element) {
    ProfileUpdate update = element.getValue();
    if (update.kind() == Snapshot.Kind.TICK) {
      return;
    }
    String user = update.row().userId();
    if (held.size() == capacity && !held.containsKey(user)) {
      emit();
    }
    held.merge(user, update, LatestPerCheckpoint::latest);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    emit();
  }

  @Override
  public void finish() throws Exception {
    emit();
    super.finish();
  }

  /** A user who was gone has come back as new, whose versions start again. */
  private static ProfileUpdate latest(ProfileUpdate kept, ProfileUpdate next) {
    boolean comesBack = kept.kind() == Snapshot.Kind.GONE;
    return comesBack || next.row().version().compareTo(kept.row().version()) >= 0 ? next : kept;
  }

  private void emit() {
    held.values().forEach(update -> output.collect(new StreamRecord<>(update)));
    held.clear();
  }
}
