package io.portrait.cli.erase;

import io.portrait.cli.Failure;
import io.portrait.cli.Folders;
import io.portrait.erasure.ByteSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for users in the bytes of every file of a folder. */
public final class FolderSearch {

  private final ByteSearch search;
  private long files;
  private long bytes;

  /** For these ids. */
  public FolderSearch(ByteSearch search) {
    this.search = search;
  }

  /**
   * The files below a folder, or the file, that hold a user; none where there is no such folder.
   */
  public List<Path> holding(Path folder) {
    List<Path> holding = new ArrayList<>();
    try {
      for (Path file : Folders.files(folder, Integer.MAX_VALUE)) {
        if (holds(file)) {
          holding.add(file);
        }
      }
    } catch (IOException e) {
      throw Failure.because(folder + " cannot be searched: " + Failure.reason(e), e);
    }
    return holding;
  }

  private boolean holds(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      bytes += Files.size(file);
      files++;
      return search.holds(content);
    } catch (NoSuchFileException e) {
      // A running job's checkpoint, gone by now.
      return false;
    }
  }

  /** How many files were searched so far. */
  public long files() {
    return files;
  }

  /** How many bytes they had. */
  public long bytes() {
    return bytes;
  }
}
