package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.models.LearnedRows;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.offline.ModelRow;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models} and {@code segments} on a warehouse as a job leaves it. */
class ModelsCommandTest {

  private static final String SHOP =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
        - {name: days_since_purchase, types: [purchase], aggregate: recency}
      churn: {activity: [purchase], horizon: 30d, features: [views_7d, days_since_purchase]}
      segments: {count: 3, features: [views_7d, spend_30d]}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path data;

  @BeforeEach
  void definitions() throws IOException {
    Files.writeString(data.resolve("definitions.yaml"), SHOP);
  }

  private void learned(ModelRow... rows) throws IOException {
    Definition shop = DefinitionFile.parse(SHOP, "shop.yaml");
    Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(data.resolve("warehouse")));
    OfflineTables.ensure(catalog, shop);
    Table models = catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.MODELS));
    for (ModelRow row : rows) {
      TestRows.append(models, row);
    }
    OfflineCatalog.close(catalog);
  }

  private void learnedChurnAndSegments() throws IOException {
    List<ModelRow> rows = new ArrayList<>(LearnedRows.churn(6));
    rows.add(LearnedRows.segments());
    learned(rows.toArray(ModelRow[]::new));
  }

  private Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", data.toString()));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void showsTheNewestRowOfEachModel() throws IOException {
    learnedChurnAndSegments();

    Run run = run("models");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .contains(
            "churn  version 105, as of 2026-02-09 00:00:00 UTC",
            "segments  version 7, as of 2026-01-05 00:00:00 UTC")
        .anyMatch(line -> line.startsWith("  labels                    2,400"))
        .anyMatch(line -> line.endsWith("DRIFTED"));
    assertThat(run("models", "segments").out()).startsWith("segments  ").doesNotContain("churn  ");
  }

  @Test
  void givesEveryFigureAsJson() throws IOException {
    learnedChurnAndSegments();

    Run run = run("models", "churn", "--json");

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(run.out().lines()).hasSize(1);
    assertThat(json.path("name").asText()).isEqualTo("churn");
    assertThat(json.path("as_of").asText()).isEqualTo("2026-02-09T00:00:00Z");
    assertThat(json.path("distrusted").asBoolean()).isFalse();
    assertThat(json.path("drifted"))
        .extracting(JsonNode::asText)
        .containsExactly("days_since_purchase");
    assertThat(json.path("metrics").path("auc").asDouble()).isBetween(0.6, 1.0);
  }

  @Test
  void showsSegmentsAndGivesThemAsJson() throws IOException {
    learnedChurnAndSegments();

    Run run = run("segments");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("1,000 users", "▲ spend_30d 125 (average 32.1)");
    assertThat(run("segments", "--json").out()).isEqualTo(LearnedRows.report().toJson() + "\n");
  }

  @Test
  void drawsAPicture() throws IOException {
    learnedChurnAndSegments();
    Path picture = data.resolve("churn.png");

    Run run = run("models", "churn", "--picture", picture.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("drawn to " + picture + "\n");
    assertThat(picture).isNotEmptyFile();
  }

  @Test
  void aModelThatWasExportedCanBeImported() throws IOException {
    learnedChurnAndSegments();

    for (String name : List.of("churn", "segments")) {
      Path file = data.resolve("my " + name);
      Run exported = run("models", "export", name, "--out", file.toString());
      Run imported = run("models", "import", file.toString());

      Path kept = data.resolve("models/shop/" + name + ".json");
      assertThat(exported.err()).startsWith(name + " version ").endsWith(" to " + file + "\n");
      assertThat(imported.err()).isEmpty();
      assertThat(imported.code()).isZero();
      assertThat(imported.out())
          .startsWith(name + " version ")
          .endsWith(" kept as " + kept + ": the next start of the job begins with it\n");
      assertThat(kept).hasSameTextualContentAs(file);
      assertThat(importedModels().all()).containsKey(name);
    }
  }

  @Test
  void whatWasNotImportedIsNotThere() {
    assertThat(importedModels().all()).isEmpty();
  }

  private ImportedModels importedModels() {
    return new ImportedModels(data, DefinitionFile.parse(SHOP, "shop.yaml"));
  }

  @Test
  void columnsThatTheDefinitionsDoNotHaveAreSaid() throws IOException {
    Path file = data.resolve("model.json");
    Files.writeString(file, LearnedRows.churnModel().replace("views_7d", "views_9d"));

    Run run = run("models", "import", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo("portrait: columns that section churn does not name are left out: views_9d\n");
  }

  @Test
  void whatIsNoModelIsRefusedAndNothingIsKept() throws IOException {
    Path file = data.resolve("model.json");
    String model = LearnedRows.churnModel();
    for (String wrong :
        List.of(
            "",
            "no JSON",
            "{}",
            model.replace("0.34", "1.34"),
            model.replace("views_7d", "spend_30d").replace("days_since_purchase", "b"))) {
      Files.writeString(file, wrong);

      Run run = run("models", "import", file.toString());

      assertThat(run.code()).as(wrong).isEqualTo(2);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .startsWith("portrait: " + file + ": ");
      assertThat(importedModels().all()).isEmpty();
    }
    assertThat(run("models", "import", data + "/none").err())
        .isEqualTo("portrait: no such file: " + data + "/none\n");
  }

  @Test
  void aSectionThatIsNotThereTakesNoModel() throws IOException {
    Files.writeString(data.resolve("definitions.yaml"), SHOP.substring(0, SHOP.indexOf("churn:")));
    Path file = Files.writeString(data.resolve("model.json"), LearnedRows.churnModel());

    assertThat(run("models", "import", file.toString()).err())
        .isEqualTo(
            "portrait: " + file + ": a model of churn, but project shop has no such section\n");
  }

  @Test
  void aModelThatHasLearnedNothingYetIsNotExported() throws IOException {
    ModelRow told = LearnedRows.segments();
    learned(
        new ModelRow(
            "segments", 0, told.asOf(), told.knownAt(), 0, told.definitions(), "", told.metrics()));

    assertThat(run("models", "export", "segments", "--out", data + "/out").err())
        .isEqualTo("portrait: no model yet: segments has learned nothing by now\n");
    assertThat(run("segments").err())
        .isEqualTo(
            "portrait: no segments yet: the first tick makes them, the one after it tells who is in"
                + " them\n");
  }

  @Test
  void withoutDataThereIsOneClearLine() throws IOException {
    String none =
        "portrait: no model yet: the first is written at the end of an observation tick, where the"
            + " definitions have a section segments or churn\n";

    assertThat(run("models").err()).isEqualTo(none);
    assertThat(run("segments").err()).isEqualTo(none);
    learned();
    assertThat(run("models").err()).isEqualTo(none);
    assertThat(run("segments").code()).isEqualTo(1);
    assertThat(Run.of("models", "--data-dir", data + "/none").err())
        .contains("no data directory " + data + "/none");
  }

  @Test
  void wrongNamesAndPicturesAreWrongUse() throws IOException {
    learned(LearnedRows.segments());

    assertThat(run("models", "segmnts").err())
        .isEqualTo("portrait: no model 'segmnts' (did you mean 'segments'?)\n");
    assertThat(run("models", "churn").err())
        .isEqualTo("portrait: no model 'churn': there is segments\n");
    assertThat(run("models", "--picture", "a.jpg").err())
        .isEqualTo("portrait: --picture: a file that ends in .png or .svg, not a.jpg\n");
    assertThat(run("models", "--picture", "a.jpg").code()).isEqualTo(2);
  }

  @Test
  void readsAWarehouseOfAnyPlace() throws IOException {
    learnedChurnAndSegments();

    Run run =
        Run.of(
            "segments",
            "--warehouse",
            data.resolve("warehouse").toString(),
            "--definitions",
            data.resolve("definitions.yaml").toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("segments  version 7");
  }
}
