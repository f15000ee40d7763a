package io.portrait.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {

  private final Path folder;

  LocalFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void permissionsAreThoseThatHadoopSets() throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path ours = write(ours(), "ours");
    Path hadoops = write(new Configuration(), "hadoops");

    assertThat(Files.getPosixFilePermissions(ours))
        .isEqualTo(Files.getPosixFilePermissions(hadoops));
    try (FileSystem files = open(ours())) {
      files.setPermission(hadoopPath(ours), new FsPermission("0604"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
        .isEqualTo("rw----r--");
  }

  @Test
  void noChecksumIsWrittenButOneThatIsThereIsStillChecked() throws IOException {
    write(ours(), "ours");
    Path hadoops = write(new Configuration(), "hadoops");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ours", "hadoops", ".hadoops.crc");
    }

    Files.writeString(hadoops, "changed");

    try (FileSystem files = open(ours());
        var in = files.open(hadoopPath(hadoops))) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(ChecksumException.class);
    }
  }

  @Test
  void tablesOfALocalWarehouseAreWrittenThroughIt() throws IOException {
    Path warehouse = folder.resolve("warehouse");
    Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(warehouse));
    try {
      OfflineTables.ensure(catalog, TestDefinitions.of("shop", TestDefinitions.count("views")));
    } finally {
      OfflineCatalog.close(catalog);
    }

    try (Stream<Path> files = Files.walk(warehouse)) {
      assertThat(files.filter(file -> file.toString().endsWith(".crc"))).isEmpty();
    }
  }

  private Path write(Configuration configuration, String name) throws IOException {
    Path file = folder.resolve(name);
    try (FileSystem files = open(configuration);
        OutputStream out = files.create(hadoopPath(file))) {
      out.write(name.getBytes(UTF_8));
    }
    return file;
  }

  private static Configuration ours() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.file.impl", LocalFiles.class, FileSystem.class);
    return configuration;
  }

  private static FileSystem open(Configuration configuration) throws IOException {
    return FileSystem.newInstance(URI.create("file:///"), configuration);
  }

  private static org.apache.hadoop.fs.Path hadoopPath(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
