package io.portrait.training;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;

/** What tells whether two files have the same bytes. */
final class FileHash {

  private FileHash() {}

  /** SHA-256 of a file's bytes, 64 lower-case hex digits. */
  static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
