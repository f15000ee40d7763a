package io.portrait.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file system for {@code file:}, but for what makes a new file dear.
 *
 * <p>Without its native library, which is not in a jar, Hadoop starts a {@code chmod} process for
 * each file it creates, some milliseconds in which the writer waits; here the permissions are set
 * in place. And it writes a {@code .crc} file beside each file, which doubles their number; here it
 * writes none, as every other store of Iceberg does. Those that are there are still checked when
 * their file is read, and go with it.
 */
public final class LocalFiles extends LocalFileSystem {

  /** As Hadoop makes it, by name. */
  public LocalFiles() {
    super(new PermissionsInPlace());
    setWriteChecksum(false);
  }

  private static final class PermissionsInPlace extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      if (permission.getStickyBit()
          || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        super.setPermission(path, permission);
      } else {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permission.toString()));
      }
    }
  }
}
