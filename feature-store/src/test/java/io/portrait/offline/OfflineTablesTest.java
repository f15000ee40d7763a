package io.portrait.offline;

import static io.portrait.offline.TestDefinitions.count;
import static io.portrait.offline.TestDefinitions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Type;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineTablesTest {

  private final InMemoryCatalog catalog = newCatalog();

  @Test
  void aNewProjectHasItsTables() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));

    assertThat(table("profiles").schema().findField("views").type().typeId())
        .isEqualTo(Type.TypeID.LONG);
    assertThat(table("profiles").properties())
        .containsEntry("write.upsert.enabled", "true")
        .containsEntry("write.metadata.delete-after-commit.enabled", "true");
    assertThat(((BaseTable) table("profiles")).operations().current().formatVersion()).isEqualTo(2);
    assertThat(table("profiles").spec().isUnpartitioned()).isTrue();
    assertThat(table("feature_log").spec().fields())
        .singleElement()
        .satisfies(field -> assertThat(field.transform()).hasToString("day"));
    assertThat(table("labels").spec().fields())
        .singleElement()
        .satisfies(field -> assertThat(field.transform()).hasToString("day"));
    for (String name : List.of("models", "segment_changes", "churn_alerts")) {
      assertThat(table(name).spec().isUnpartitioned()).as(name).isTrue();
    }
    assertThat(table("rejected_events").spec().fields())
        .singleElement()
        .satisfies(field -> assertThat(field.transform()).hasToString("day"));
  }

  @Test
  void doingItAgainChangesNothing() {
    Definition definition = TestDefinitions.of("shop", count("views"), sum("spend"));
    OfflineTables.ensure(catalog, definition);
    List<String> before = metadataFiles();

    OfflineTables.ensure(catalog, definition);

    assertThat(metadataFiles()).isEqualTo(before);
  }

  @Test
  void aProjectKeepsTheNamesItBeganWith() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    OfflineTables.ensure(catalog, TestDefinitions.of("raw", count("views")));
    Pseudonyms first = Pseudonyms.of("0123456789abcdef0123456789abcdef");
    Pseudonyms second = Pseudonyms.of("fedcba9876543210fedcba9876543210");

    OfflineTables.ensurePseudonyms(catalog, "raw", Pseudonyms.NONE);
    OfflineTables.ensurePseudonyms(catalog, "shop", first);
    OfflineTables.ensurePseudonyms(catalog, "shop", first);

    assertThat(table("erasures").properties())
        .containsEntry(OfflineTables.PSEUDONYM_KEY, first.fingerprint())
        .doesNotContainValue("0123456789abcdef0123456789abcdef");
    assertThatThrownBy(() -> OfflineTables.ensurePseudonyms(catalog, "shop", second))
        .hasMessageStartingWith(
            "the rows of project shop were written under pseudonyms of another");
    assertThatThrownBy(() -> OfflineTables.ensurePseudonyms(catalog, "shop", Pseudonyms.NONE))
        .hasMessageStartingWith("the rows of project shop were written under pseudonyms: give");
    catalog.loadTable(OfflineTables.identifier("raw", "profiles")).newAppend().commit();
    assertThatThrownBy(() -> OfflineTables.ensurePseudonyms(catalog, "raw", first))
        .hasMessageStartingWith("the rows of project raw were written without pseudonyms");
  }

  @Test
  void everyProjectHasASaltOfItsOwnThatStays() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    byte[] salt = OfflineTables.erasureSalt(table("erasures"));

    OfflineTables.ensure(catalog, TestDefinitions.of("shop", sum("spend")));
    OfflineTables.ensure(catalog, TestDefinitions.of("other", count("views")));

    assertThat(salt).hasSize(32);
    assertThat(OfflineTables.erasureSalt(table("erasures"))).isEqualTo(salt);
    Table other = catalog.loadTable(OfflineTables.identifier("other", "erasures"));
    assertThat(OfflineTables.erasureSalt(other)).isNotEqualTo(salt);
  }

  @Test
  void aSaltThatIsLostIsAnErrorAndNotReplaced() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    table("erasures").updateProperties().remove(OfflineTables.ERASURE_SALT).commit();

    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));

    assertThatThrownBy(() -> OfflineTables.erasureSalt(table("erasures")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("erasures: its property portrait.erasure-salt is lost");
  }

  @Test
  void aNewFeatureAddsItsColumnAndOneThatIsGoneStays() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    int viewsId = table("feature_log").schema().findField("views").fieldId();

    OfflineTables.ensure(catalog, TestDefinitions.of("shop", sum("spend")));

    for (String name : List.of("profiles", "feature_log")) {
      assertThat(table(name).schema().findField("spend").type().typeId())
          .isEqualTo(Type.TypeID.DOUBLE);
      assertThat(table(name).schema().findField("spend").isOptional()).isTrue();
    }
    assertThat(table("feature_log").schema().findField("views").fieldId()).isEqualTo(viewsId);
  }

  @Test
  void aColumnWhoseTypeChangedIsRefusedInOneLine() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));

    assertThatThrownBy(
            () -> OfflineTables.ensure(catalog, TestDefinitions.of("shop", sum("views"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "table shop.profiles, column views: holds long, but the definition file makes it"
                + " double; give the feature another name");
  }

  @Test
  void aRefusedChangeLeavesEveryTableAsItWas() {
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    List<String> before = metadataFiles();

    assertThatThrownBy(
            () ->
                OfflineTables.ensure(
                    catalog, TestDefinitions.of("shop", count("clicks"), sum("views"))))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(metadataFiles()).isEqualTo(before);
  }

  @RepeatedTest(5)
  void processesThatEvolveATableAtOnceAllGetTheirColumns(@TempDir Path warehouse) throws Exception {
    // given
    int processes = 4;
    Map<String, String> properties = OfflineCatalog.local(warehouse);
    CyclicBarrier together = new CyclicBarrier(processes);
    ExecutorService threads = Executors.newFixedThreadPool(processes);
    List<Future<?>> done = new ArrayList<>();

    // when
    for (int i = 0; i < processes; i++) {
      Definition definition = TestDefinitions.of("shop", count("views"), count("views_" + i));
      done.add(
          threads.submit(
              () -> {
                together.await();
                Catalog own = OfflineCatalog.create(properties);
                try {
                  OfflineTables.ensure(own, definition);
                } finally {
                  OfflineCatalog.close(own);
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();

    // then
    Catalog reopened = OfflineCatalog.open(properties);
    try {
      Table table = reopened.loadTable(OfflineTables.identifier("shop", "feature_log"));
      for (int i = 0; i < processes; i++) {
        assertThat(table.schema().findField("views_" + i)).isNotNull();
      }
    } finally {
      OfflineCatalog.close(reopened);
    }
  }

  private Table table(String name) {
    return catalog.loadTable(OfflineTables.identifier("shop", name));
  }

  private List<String> metadataFiles() {
    return catalog.listTables(OfflineTables.identifier("shop", "any").namespace()).stream()
        .map(catalog::loadTable)
        .map(table -> ((BaseTable) table).operations().current().metadataFileLocation())
        .sorted()
        .toList();
  }

  private static InMemoryCatalog newCatalog() {
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("test", Map.of());
    return catalog;
  }
}
