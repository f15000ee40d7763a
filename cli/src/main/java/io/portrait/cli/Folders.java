package io.portrait.cli;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders that others write and delete in meanwhile: Flink drops old checkpoints at its leisure.
 */
public final class Folders {

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
   * The files below a folder, by name; nothing where there is none. What goes meanwhile may be
   * there or not; links to folders are not followed.
   *
   * @param depth 1 for those in the folder itself
   * @throws IOException if what is there cannot be read
   */
  public static List<Path> files(Path folder, int depth) throws IOException {
    List<Path> files = new ArrayList<>();
    walk(
        folder,
        depth,
        new Visitor() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Files.isRegularFile(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }

  /**
   * Deletes a folder with all in it, if it is there; links are deleted, not followed.
   *
   * @throws Failure if something cannot be deleted
   */
  static void delete(Path folder) {
    try {
      walk(
          folder,
          Integer.MAX_VALUE,
          new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
              if (failure == null) {
                Files.deleteIfExists(directory);
              }
              return super.postVisitDirectory(directory, failure);
            }
          });
    } catch (IOException e) {
      throw Failure.because(folder + " cannot be deleted: " + Failure.reason(e), e);
    }
  }

  private static void walk(Path folder, int depth, Visitor visitor) throws IOException {
    Files.walkFileTree(folder, Set.<FileVisitOption>of(), depth, visitor);
  }

  /** Goes on where something is gone by the time it is looked at. */
  private static class Visitor extends SimpleFileVisitor<Path> {

    @Override
    public final FileVisitResult visitFileFailed(Path file, IOException failure)
        throws IOException {
      return unlessGone(failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
