package io.portrait.erasure;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a table. No user's id is in it: files are called by their names, which have none.
 *
 * @param table its name
 * @param rows that held a user, deleted and superseded ones too
 * @param deletes entries of delete files that named a user
 * @param filesRewritten data files
 * @param bytesRewritten their size
 * @param deleteFilesDropped delete files
 * @param snapshotBefore the newest one when it began; null for an empty table
 * @param snapshotAfter the newest one at the end
 * @param snapshotsExpired how many
 * @param filesDeleted with them, of all kinds
 * @param leftoversDeleted files of no snapshot that held a user
 * @param filesSearched afterwards, all that lie there
 * @param bytesSearched of them
 * @param remaining what still holds a user
 */
public record TableReport(
    String table,
    long rows,
    long deletes,
    int filesRewritten,
    long bytesRewritten,
    int deleteFilesDropped,
    @Nullable Long snapshotBefore,
    @Nullable Long snapshotAfter,
    int snapshotsExpired,
    int filesDeleted,
    int leftoversDeleted,
    long filesSearched,
    long bytesSearched,
    List<Remaining> remaining) {

  public TableReport {
    remaining = List.copyOf(remaining);
  }

  /**
   * Something that still holds a user.
   *
   * @param what in a few words
   * @param why it is still there
   * @param until when it goes, if that is known; null where it should have gone, or goes only when
   *     somebody does something
   * @param isFailure whether it should have gone
   */
  public record Remaining(String what, String why, @Nullable Instant until, boolean isFailure) {}
}
