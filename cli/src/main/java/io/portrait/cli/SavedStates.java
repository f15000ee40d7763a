package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.explain.Source;
import io.portrait.job.window.SavedUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into what a job has saved. */
final class SavedStates {

  /** A running job drops a checkpoint with every new one: so often another one is tried. */
  private static final int MOST_TRIES = 10;

  private SavedStates() {}

  /**
   * What was looked for.
   *
   * @param source where
   * @param what was read there
   */
  record Found<T>(Source source, T what) {}

  /** What is read from a saved state. */
  @FunctionalInterface
  interface Reading<T> {

    /**
     * Reads it.
     *
     * @param scratch an existing folder, gone afterwards
     */
    T from(SavedUsers saved, Path scratch) throws IOException;
  }

  /**
   * Looks into a savepoint or checkpoint: the one given, else the newest of a data directory.
   *
   * @param given a path or a URL; null for none
   * @throws Failure if there is none, or it cannot be read
   */
  static <T> Found<T> look(@Nullable String given, Path dataDirectory, Reading<T> reading) {
    return given == null ? newest(dataDirectory, reading) : at(given, given, reading);
  }

  /** Looks into the newest of a data directory, whether its job runs or not. */
  private static <T> Found<T> newest(Path dataDirectory, Reading<T> reading) {
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
        return at(place.get().toString(), shown(dataDirectory, place.get()), reading);
      } catch (Failure e) {
        failed = e;
        failedAt = place.get();
      }
    }
    throw failed == null ? new IllegalStateException("no try") : failed;
  }

  private static <T> Found<T> at(String place, String shown, Reading<T> reading) {
    try (TemporaryFolder scratch = TemporaryFolder.make("portrait-state-")) {
      boolean isUrl = place.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");
      SavedUsers saved = SavedUsers.open(isUrl ? place : EmbeddedFlink.address(Path.of(place)));
      Source source =
          new Source(
              saved.job().isSavepoint(),
              saved.job().checkpointId(),
              shown,
              saved.job().savedMillis());
      return new Found<>(source, reading.from(saved, scratch.path()));
    } catch (Failure e) {
      throw e;
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
