package io.portrait.maintenance;

import io.portrait.table.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Which snapshots go: those that are older than all are kept, but for the last of each day for a
 * while. The newest stays, and whatever a tag or branch keeps.
 *
 * <p>The newest that says who was erased before it stays too, for that is what {@code erase --due}
 * goes by; of the ones before it none is kept for its day.
 */
final class Expiry {

  private final Table table;
  private final Upkeep upkeep;
  private final Instant now;

  Expiry(Table table, Upkeep upkeep, Instant now) {
    this.table = table;
    this.upkeep = upkeep;
    this.now = now;
  }

  /** Ids of those that go. */
  Set<Long> due() {
    Optional<Snapshot> erased =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .filter(snapshot -> snapshot.summary().containsKey(Snapshots.ERASED))
            .max(Comparator.comparingLong(Snapshot::sequenceNumber));
    Map<LocalDate, Snapshot> lastOfDay = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      lastOfDay.merge(dayOf(snapshot), snapshot, Expiry::newer);
    }
    Set<Long> due = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      boolean isKeptForItsDay =
          snapshot.equals(lastOfDay.get(dayOf(snapshot)))
              && isYounger(snapshot, upkeep.keepDaily())
              && erased.filter(mark -> isBefore(snapshot, mark)).isEmpty();
      if (!isYounger(snapshot, upkeep.keepAll())
          && !isKeptForItsDay
          && snapshot.snapshotId() != table.currentSnapshot().snapshotId()
          && erased.filter(snapshot::equals).isEmpty()
          && Snapshots.namesOf(table, snapshot).isEmpty()) {
        due.add(snapshot.snapshotId());
      }
    }
    return due;
  }

  private static boolean isBefore(Snapshot one, Snapshot other) {
    return one.sequenceNumber() < other.sequenceNumber();
  }

  private static Snapshot newer(Snapshot one, Snapshot other) {
    return isBefore(one, other) ? other : one;
  }

  private boolean isYounger(Snapshot snapshot, Duration age) {
    return Instant.ofEpochMilli(snapshot.timestampMillis()).isAfter(now.minus(age));
  }

  private static LocalDate dayOf(Snapshot snapshot) {
    return Instant.ofEpochMilli(snapshot.timestampMillis()).atZone(ZoneOffset.UTC).toLocalDate();
  }
}
