package io.portrait.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.cli.metrics.MonitoringFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts, dashboard, runbook and the page of metrics say the same. That the page is true of a
 * running job is for {@code MetricsIT}.
 */
class MonitoringTest {

  private static final int WIDTH = 24;

  @TempDir Path folder;

  @Test
  void every_metric_that_an_alert_asks_for_is_on_the_page() throws IOException {
    DocumentedMetrics page = DocumentedMetrics.read();

    for (Alert alert : MonitoringFiles.alerts()) {
      assertThat(DocumentedMetrics.in(alert.expression()))
          .as(alert.name())
          .isNotEmpty()
          .allMatch(page::has);
    }
  }

  @Test
  void every_metric_that_the_dashboard_asks_for_is_on_the_page() throws IOException {
    DocumentedMetrics page = DocumentedMetrics.read();

    List<String> queries = MonitoringFiles.queries();
    assertThat(queries).hasSizeGreaterThan(50);
    for (String query : queries) {
      assertThat(DocumentedMetrics.in(query)).as(query).isNotEmpty().allMatch(page::has);
    }
  }

  @Test
  void every_alert_has_its_part_of_the_runbook_and_every_part_its_alert() throws IOException {
    List<String> headings =
        Files.readAllLines(Path.of("../docs/runbook.md")).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    List<Alert> alerts = MonitoringFiles.alerts();

    assertThat(alerts).extracting(Alert::name).doesNotHaveDuplicates().hasSameElementsAs(headings);
    for (Alert alert : alerts) {
      assertThat(alert.runbook())
          .isEqualTo("docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
      assertThat(alert.severity()).isIn("critical", "warning", "info");
    }
  }

  @Test
  void panels_lie_side_by_side_and_ask_the_source_that_is_chosen() throws IOException {
    JsonNode dashboard = MonitoringFiles.dashboard();
    Set<String> cells = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").intValue())).as(title).isTrue();
      JsonNode place = panel.get("gridPos");
      int right = place.get("x").intValue() + place.get("w").intValue();
      assertThat(right).as(title).isLessThanOrEqualTo(WIDTH);
      for (int x = place.get("x").intValue(); x < right; x++) {
        for (int y = 0; y < place.get("h").intValue(); y++) {
          String cell = x + ":" + (place.get("y").intValue() + y);
          assertThat(cells.add(cell)).as(title + " lies over another").isTrue();
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("description").asText()).as(title).isNotBlank();
        assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
      }
    }
    assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
  }

  @Test
  void what_the_page_has_a_cluster_set_is_what_the_component_sets() throws IOException {
    String page = Files.readString(Path.of("../docs/metrics.md"));
    JsonNode set = MonitoringFiles.yaml("flink.patch.yaml").at("/spec/flinkConfiguration");

    assertThat(set).hasSizeGreaterThan(5);
    set.properties()
        .forEach(
            entry ->
                assertThat(page.replace("\"", ""))
                    .contains("\n" + entry.getKey() + ": " + entry.getValue().asText()));
  }

  @Test
  void prometheus_itself_reads_every_alert_and_every_query() throws Exception {
    Files.writeString(folder.resolve("alerts.json"), MonitoringFiles.rules());
    List<String> records = new ArrayList<>();
    for (String query : MonitoringFiles.queries()) {
      records.add("      - {record: panel_%d, expr: '%s'}".formatted(records.size(), query));
    }
    String group = "groups:\n  - name: dashboard\n    rules:\n" + String.join("\n", records);
    Files.writeString(folder.resolve("dashboard.yaml"), group);

    for (String file : List.of("alerts.json", "dashboard.yaml")) {
      Promtool.Outcome outcome = Promtool.run(folder, "check", "rules", file);
      assertThat(outcome.code()).as(outcome.output()).isZero();
      assertThat(outcome.output()).contains("SUCCESS");
    }
  }

  /** The cases stand beside the alerts. */
  @Test
  void alerts_fire_when_they_should_and_not_else() throws Exception {
    Files.writeString(folder.resolve("alerts.json"), MonitoringFiles.rules());
    Files.copy(
        MonitoringFiles.FOLDER.resolve("alerts.test.yaml"), folder.resolve("alerts.test.yaml"));

    Promtool.Outcome outcome = Promtool.run(folder, "test", "rules", "alerts.test.yaml");

    assertThat(outcome.code()).as(outcome.output()).isZero();
    String cases = Files.readString(folder.resolve("alerts.test.yaml"));
    assertThat(MonitoringFiles.alerts())
        .allSatisfy(alert -> assertThat(cases).contains("alertname=\"" + alert.name() + "\""));
  }
}
