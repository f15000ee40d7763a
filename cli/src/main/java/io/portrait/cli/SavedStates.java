package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.explain.Source;
import io.portrait.job.window.SavedUsers;
import io.portrait.job.window.SavedUsers.SavedUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks a user up in what a job has saved. */
final class SavedStates {

  /** A running job drops a checkpoint with every new one: so often another one is tried. */
  private static final int MOST_TRIES = 10;

  private SavedStates() {}

  /**
   * What was looked for.
   *
   * @param source where
   * @param user the user; empty where the user is not known
   */
  record Found(Source source, Optional<SavedUser> user) {}

  /**
   * Looks into the newest savepoint or checkpoint of a data directory, whether its job runs or not.
   *
   * @throws Failure if there is none, or it cannot be read
   */
  static Found newest(Path dataDirectory, String userId) {
    Failure failed = null;
    Path failedAt = null;
    for (int i = 0; i < MOST_TRIES; i++) {
      Optional<Path> place;
      try {
        place = DataDirectory.resumePoint(dataDirectory);
      } catch (Failure e) {
        // A folder has gone while it was listed.
        failed = e;
        continue;
      }
      if (place.isEmpty()) {
        throw Failure.because(
            "no savepoint or checkpoint in "
                + dataDirectory
                + " yet: up makes the first within seconds");
      }
      if (failed != null && place.get().equals(failedAt)) {
        throw failed;
      }
      try {
        return at(place.get().toString(), shown(dataDirectory, place.get()), userId);
      } catch (Failure e) {
        failed = e;
        failedAt = place.get();
      }
    }
    throw failed == null ? new IllegalStateException("no try") : failed;
  }

  /**
   * Looks into a savepoint or checkpoint.
   *
   * @param place a path or a URL
   * @throws Failure if it is none, or cannot be read
   */
  static Found at(String place, String userId) {
    return at(place, place, userId);
  }

  private static Found at(String place, String shown, String userId) {
    try (TemporaryFolder scratch = TemporaryFolder.make("portrait-explain-")) {
      boolean isUrl = place.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");
      SavedUsers saved = SavedUsers.open(isUrl ? place : EmbeddedFlink.address(Path.of(place)));
      return new Found(
          new Source(saved.isSavepoint(), saved.checkpointId(), shown, saved.savedMillis()),
          saved.find(userId, scratch.path()));
    } catch (IOException | RuntimeException e) {
      throw Failure.because(shown + " cannot be read: " + Failure.reason(e), e);
    }
  }

  /** Beginning as the data directory was given. */
  private static String shown(Path dataDirectory, Path place) {
    Path root = dataDirectory.toAbsolutePath().normalize();
    return place.startsWith(root)
        ? dataDirectory.resolve(root.relativize(place)).toString()
        : place.toString();
  }
}
