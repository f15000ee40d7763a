package io.portrait.job.window;

import io.portrait.event.ErasedUser;
import io.portrait.job.KeyLookup;
import io.portrait.job.SavedJob;
import io.portrait.job.Uids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of users, read from a savepoint or checkpoint, without a cluster.
 *
 * <p>One user is looked up, not all users read: of a savepoint only the key group of the user is
 * loaded, of a checkpoint the files of the one task that had the user. The files are only read;
 * they may vanish meanwhile, where a running job drops an old checkpoint.
 */
public final class SavedUsers {

  private final SavedJob job;
  private final OperatorState window;

  private SavedUsers(SavedJob job, OperatorState window) {
    this.job = job;
    this.window = window;
  }

  /**
   * Opens a savepoint or checkpoint.
   *
   * @param pointer see {@link SavedJob#open}
   * @throws IOException if it is none, is damaged, or is of a job without users
   */
  public static SavedUsers open(String pointer) throws IOException {
    SavedJob job = SavedJob.open(pointer);
    OperatorState window =
        job.operator(Uids.WINDOW)
            .orElseThrow(
                () -> new IOException("it has no operator '" + Uids.WINDOW + "': not Portrait's"));
    return new SavedUsers(job, window);
  }

  /** What else was saved. */
  public SavedJob job() {
    return job;
  }

  /**
   * A user as saved.
   *
   * @param bytes {@link io.portrait.aggregate.UserState#encode}
   * @param watermark event time as it stood; {@link Long#MIN_VALUE} before the first
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  public record SavedUser(byte[] bytes, long watermark) {}

  /**
   * Everything that the window step keeps of a user.
   *
   * @param tombstone of an erasure; null where there is none, or it cannot be told
   * @param watermark event time as it stood; {@link Long#MIN_VALUE} before the first
   */
  public record Remembered(UserStates.Kept kept, @Nullable Tombstone tombstone, long watermark) {}

  /**
   * Looks a user up; empty where the user is not known.
   *
   * @param scratch an existing folder for files of the lookup, for the caller to delete
   * @throws IOException if the state cannot be read, or is of a kind that only a cluster reads
   */
  public Optional<SavedUser> find(String userId, Path scratch) throws IOException {
    Optional<byte[]> bytes = bytes(userId, scratch);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(new SavedUser(bytes.get(), new WatermarkLookup(window).watermark()));
  }

  /**
   * Reads everything that is kept of a user; empty where there is nothing.
   *
   * @param salt of the project, by which erased users are named; empty where it is not known: then
   *     no tombstone is found
   * @param scratch as for {@link #find}
   * @throws IOException likewise
   */
  public Optional<Remembered> remembered(String userId, Optional<byte[]> salt, Path scratch)
      throws IOException {
    Optional<KeyLookup> lookup = KeyLookup.near(userId, window, scratch);
    if (lookup.isEmpty()) {
      return Optional.empty();
    }
    Remembered remembered = lookup.get().read(backend -> remembered(userId, salt, backend));
    return remembered.kept().isUser() || remembered.tombstone() != null
        ? Optional.of(remembered)
        : Optional.empty();
  }

  private Remembered remembered(
      String userId, Optional<byte[]> salt, RocksDBKeyedStateBackend<String> backend)
      throws Exception {
    UserStates states = UserStates.of(backend);
    Tombstone tombstone = null;
    if (salt.isPresent()) {
      backend.setCurrentKey(Tombstones.keyBeside(userId, window.getMaxParallelism()));
      tombstone = states.read().tombstones().get(ErasedUser.hash(salt.get(), userId));
    }
    backend.setCurrentKey(userId);
    return new Remembered(states.read(), tombstone, new WatermarkLookup(window).watermark());
  }

  private Optional<byte[]> bytes(String userId, Path scratch) throws IOException {
    Optional<KeyLookup> lookup = KeyLookup.near(userId, window, scratch);
    return lookup.isEmpty()
        ? Optional.empty()
        : lookup
            .get()
            .read(
                backend -> {
                  backend.setCurrentKey(userId);
                  return Optional.ofNullable(UserStates.of(backend).read().value());
                });
  }
}
