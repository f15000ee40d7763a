package io.portrait.cli.erase;

import io.portrait.erasure.TableReport;
import io.portrait.erasure.TableReport.Remaining;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place where users were, or may have been.
 *
 * @param name what it is
 * @param done what was found and done, by names that speak, in order
 * @param at when that was finished
 * @param remaining what still holds a user
 */
public record Place(String name, Map<String, Object> done, Instant at, List<Remaining> remaining) {

  public Place {
    done = new LinkedHashMap<>(done);
    remaining = List.copyOf(remaining);
  }

  /** A table. */
  public static Place of(TableReport table, Instant at) {
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("rows", table.rows());
    done.put("delete_entries", table.deletes());
    done.put("files_rewritten", table.filesRewritten());
    done.put("bytes_rewritten", table.bytesRewritten());
    done.put("delete_files_dropped", table.deleteFilesDropped());
    done.put("snapshots_expired", table.snapshotsExpired());
    done.put("files_deleted", table.filesDeleted());
    done.put("leftovers_deleted", table.leftoversDeleted());
    put(done, "snapshot_before", table.snapshotBefore());
    put(done, "snapshot_after", table.snapshotAfter());
    done.put("files_searched", table.filesSearched());
    done.put("bytes_searched", table.bytesSearched());
    return new Place("table " + table.table(), done, at, table.remaining());
  }

  private static void put(Map<String, Object> done, String name, @Nullable Long value) {
    if (value != null) {
      done.put(name, value);
    }
  }

  /** Whether something is there that should have gone. */
  public boolean hasFailed() {
    return remaining.stream().anyMatch(Remaining::isFailure);
  }
}
