package io.portrait.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are thrown away. */
final class Folders {

  private Folders() {}

  /** What lies in a folder itself, by name; nothing where there is none. */
  static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw Failure.because(folder + " cannot be read: " + Failure.reason(e), e);
    }
  }

  /**
   * Deletes a folder with all in it, if it is there; links are deleted, not followed.
   *
   * @throws Failure if something cannot be deleted
   */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw Failure.because(folder + " cannot be deleted: " + Failure.reason(e), e);
    }
  }
}
