package io.portrait.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a job left off: its savepoint, or the latest checkpoint if it was killed after that. */
final class ResumePoint {

  private static final String METADATA = "_metadata";

  private ResumePoint() {}

  /**
   * The newest complete one.
   *
   * @param savepoint the latest; empty for none
   * @param checkpoints {@code <job>/chk-<n>/_metadata} below it
   */
  static Optional<Path> newest(String savepoint, Path checkpoints) {
    List<Path> candidates = new ArrayList<>();
    if (!savepoint.isEmpty() && Files.exists(Path.of(savepoint, METADATA))) {
      candidates.add(Path.of(savepoint, METADATA));
    }
    try {
      Folders.files(checkpoints, 3).stream()
          .filter(file -> file.endsWith(METADATA))
          .forEach(candidates::add);
    } catch (IOException e) {
      throw Failure.because(checkpoints + " cannot be read: " + Failure.reason(e), e);
    }
    return candidates.stream().max(Comparator.comparing(ResumePoint::written)).map(Path::getParent);
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
