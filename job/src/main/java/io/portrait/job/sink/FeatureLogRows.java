package io.portrait.job.sink;

import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;

/**
 * Makes the rows of {@code feature_log} and hands them on day by day. Takes ticks; passes over all
 * else.
 *
 * <p>A user who comes back after a year brings a tick of each day of it, and each day has its own
 * open file of dozens of column writers. Row after row into another file misses the processor's
 * caches again and again; many rows of one day in succession do not.
 *
 * <p>Holds ticks, and hands everything on also when they are as many as it may hold.
 */
final class FeatureLogRows extends HeldToBarrier<RowData> {

  /** Ticks held by one subtask where nothing else is said: some tens of megabytes. */
  static final int DEFAULT_CAPACITY = 20_000;

  private static final long serialVersionUID = 1L;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  private final IcebergRows rows;

  /** By day of their time; travels to the workers empty. */
  private final TreeMap<Long, ArrayList<ProfileUpdate>> days = new TreeMap<>();

  private int held;

  /**
   * For one table.
   *
   * @param capacity ticks held at most, positive
   */
  FeatureLogRows(IcebergRows rows, int capacity) {
    super(capacity);
    this.rows = rows;
  }

  @Override
  public void processElement(StreamRecord<ProfileUpdate> element) {
    ProfileUpdate update = element.getValue();
    if (update.kind() != Snapshot.Kind.TICK) {
      return;
    }
    long day = Math.floorDiv(update.row().version().asOf(), DAY_MILLIS);
    days.computeIfAbsent(day, ignored -> new ArrayList<>()).add(update);
    if (++held >= capacity()) {
      emit();
    }
  }

  @Override
  void emit() {
    StreamRecord<RowData> record = new StreamRecord<>(null);
    for (List<ProfileUpdate> day : days.values()) {
      for (ProfileUpdate update : day) {
        output.collect(record.replace(rows.of(update)));
      }
    }
    days.clear();
    held = 0;
  }
}
