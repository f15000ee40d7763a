package io.portrait.job.sink;

import io.portrait.job.ClassRelease;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import java.util.LinkedHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps only the latest row of each user until the checkpoint, so that a table that shows current
 * profiles is not written once per event. Takes live rows, farewells and erasures; passes over
 * ticks.
 *
 * <p>Holds a row a user, and hands everything on also when a user comes who is one too many. All
 * rows of a user must come through one subtask in the order in which they were made.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
public final class LatestPerCheckpoint extends HeldToBarrier<ProfileUpdate> {

  /** Users held by one subtask where nothing else is said: some tens of megabytes. */
  public static final int DEFAULT_CAPACITY = 20_000;

  private static final long serialVersionUID = 1L;

  /** Travels to the workers empty. */
  private final LinkedHashMap<String, ProfileUpdate> held = new LinkedHashMap<>();

  private transient Counter coalesced;

  /**
   * For one table.
   *
   * @param capacity users held at most, positive
   */
  public LatestPerCheckpoint(int capacity) {
    super(capacity);
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Here, since this table has as many subtasks as any, and is written by every job.
    getRuntimeContext()
        .registerUserCodeClassLoaderReleaseHookIfAbsent(ClassRelease.NAME, ClassRelease::run);
    coalesced = getMetricGroup().counter("rows_coalesced");
  }

  @Override
  public void processElement(StreamRecord<ProfileUpdate> element) {
    ProfileUpdate update = element.getValue();
    if (update.kind() == Snapshot.Kind.TICK) {
      return;
    }
    String user = update.row().userId();
    if (held.size() == capacity() && !held.containsKey(user)) {
      emit();
    }
    int before = held.size();
    held.merge(user, update, LatestPerCheckpoint::latest);
    if (held.size() == before) {
      coalesced.inc();
    }
  }

  /** A user who is no more has come back as new, whose versions start again. */
  private static ProfileUpdate latest(ProfileUpdate kept, ProfileUpdate next) {
    boolean isNewUser = kept.isFarewell() || next.kind() == Snapshot.Kind.ERASED;
    return isNewUser || next.row().version().compareTo(kept.row().version()) >= 0 ? next : kept;
  }

  @Override
  void emit() {
    held.values().forEach(update -> output.collect(new StreamRecord<>(update)));
    held.clear();
  }
}
