package io.portrait.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Every file that lies where a table is, whoever put it there. */
public final class StoredFiles {

  private StoredFiles() {}

  /** Whether the table's store can be listed at all. */
  public static boolean canList(Table table) {
    return isLocal(table) || table.io() instanceof SupportsPrefixOperations;
  }

  /** Lists them; files that come or go meanwhile may be there or not. */
  public static Iterable<FileInfo> of(Table table) {
    return isLocal(table)
        ? local(Path.of(KnownFiles.path(table.location())))
        : ((SupportsPrefixOperations) table.io()).listPrefix(table.location());
  }

  private static boolean isLocal(Table table) {
    return table.location().startsWith("file:") || table.location().startsWith("/");
  }

  /** Not by Hadoop, which starts a process for each file and fails where one is gone by then. */
  private static List<FileInfo> local(Path root) {
    List<FileInfo> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(
                  new FileInfo(
                      "file:" + file, attributes.size(), attributes.lastModifiedTime().toMillis()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(root + ": " + e.getMessage(), e);
    }
    return files;
  }
}
