package io.portrait.cli;

import io.portrait.query.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of rows that a command is to write. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Checks {@code --out} before anything is read.
   *
   * @throws Failure if its name tells no format, or its folder is not there
   */
  static void check(Path out) {
    try {
      OutputFormat.of(out);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--out: " + e.getMessage());
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw Failure.because("no folder " + folder);
    }
  }
}
