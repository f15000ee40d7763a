package io.portrait.offline;

import static io.portrait.offline.TestDefinitions.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineCatalogTest {

  private final Path folder;

  OfflineCatalogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "with space", "50%20off", "a+b&c=d", "a;b:c", "hash#tag", "späti-日本-🛒"})
  void tablesInADirectoryOfAnyNameAreFoundAgain(String name) throws IOException {
    assumeThat(name.chars().allMatch(c -> c < 128) || unicodeFileNames())
        .as("this machine's locale has the characters")
        .isTrue();
    Path warehouse = folder.resolve(name);

    Catalog created = OfflineCatalog.create(OfflineCatalog.local(warehouse));
    try {
      OfflineTables.ensure(created, TestDefinitions.of("shop", count("views")));
    } finally {
      OfflineCatalog.close(created);
    }

    Catalog opened = OfflineCatalog.open(OfflineCatalog.at(warehouse.toString()));
    try {
      Table table = opened.loadTable(OfflineTables.identifier("shop", OfflineTables.PROFILES));
      assertThat(table.location()).isEqualTo("file:" + warehouse + "/shop/profiles");
    } finally {
      OfflineCatalog.close(opened);
    }
    assertThat(warehouse.resolve("catalog.db")).exists();
    assertThat(warehouse.resolve("shop/profiles/metadata")).isDirectory();
  }

  @Test
  void anAddressIsAPathOrAFileUriOrARestCatalog() {
    Map<String, String> local = OfflineCatalog.local(Path.of("/data/ware house"));

    assertThat(OfflineCatalog.at("/data/ware house")).isEqualTo(local);
    assertThat(OfflineCatalog.at("file:///data/ware%20house")).isEqualTo(local);
    assertThat(OfflineCatalog.at("file:/data/ware house")).isEqualTo(local);
    assertThat(OfflineCatalog.at("/data/other/../ware house/")).isEqualTo(local);
    assertThat(OfflineCatalog.at("https://catalog.example/iceberg"))
        .containsEntry("type", "rest")
        .containsEntry("uri", "https://catalog.example/iceberg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/warehouse", "hdfs://name/warehouse", "thrift://hive:9083"})
  void anyOtherAddressIsRefusedInOneLine(String address) {
    assertThatThrownBy(() -> OfflineCatalog.at(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "warehouse "
                + address
                + ": neither a directory nor the http(s):// address of an Iceberg REST catalog");
  }

  @Test
  void anEmptyAddressIsRefused() {
    assertThatThrownBy(() -> OfflineCatalog.at("  "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the warehouse's address is empty");
  }

  @Test
  void aWarehouseThatIsNotThereIsNotMadeByAReader() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> OfflineCatalog.open(OfflineCatalog.local(missing)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warehouse " + missing + ": there is none yet");
    assertThat(missing).doesNotExist();
  }

  @Test
  void aFileInTheWarehousesPlaceIsOneClearLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a directory");

    assertThatThrownBy(() -> OfflineCatalog.create(OfflineCatalog.local(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warehouse " + file + ": cannot be created: a file is in its place");
    assertThatThrownBy(() -> OfflineCatalog.create(OfflineCatalog.local(file.resolve("below"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("warehouse " + file + "/below: cannot be created: ");
  }

  @Test
  void aFileThatIsNoCatalogIsOneClearLine() throws IOException {
    Files.writeString(
        folder.resolve("catalog.db"), "no database, but long enough for one ".repeat(9));

    assertThatThrownBy(() -> OfflineCatalog.open(OfflineCatalog.local(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Iceberg catalog jdbc:sqlite:" + folder)
        .hasMessageContaining("not a database")
        .message()
        .hasLineCount(1);
  }

  @Test
  void aRestCatalogThatDoesNotAnswerIsOneClearLine() {
    assertThatThrownBy(() -> OfflineCatalog.open(OfflineCatalog.at("http://localhost:1/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Iceberg catalog http://localhost:1/: ")
        .message()
        .hasLineCount(1);
  }

  private static boolean unicodeFileNames() {
    return "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
  }
}
