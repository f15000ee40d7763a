package io.portrait.cli.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of k8s/monitoring. */
final class MonitoringFiles {

  static final Path FOLDER = Path.of("../k8s/monitoring");

  private static final ObjectMapper JSON = new ObjectMapper();

  private MonitoringFiles() {}

  /** One alert, as the rule says it. */
  record Alert(String name, String expression, String severity, String runbook) {}

  static JsonNode yaml(String name) throws IOException {
    return JSON.valueToTree(
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(FOLDER.resolve(name))));
  }

  static JsonNode dashboard() throws IOException {
    return JSON.readTree(FOLDER.resolve("portrait.json").toFile());
  }

  /** The groups of rules, as Prometheus itself reads them: YAML is a superset of JSON. */
  static String rules() throws IOException {
    return JSON.writeValueAsString(Map.of("groups", yaml("alerts.yaml").at("/spec/groups")));
  }

  static List<Alert> alerts() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode group : yaml("alerts.yaml").at("/spec/groups")) {
      for (JsonNode rule : group.get("rules")) {
        alerts.add(
            new Alert(
                rule.get("alert").asText(),
                rule.get("expr").asText(),
                rule.at("/labels/severity").asText(),
                rule.at("/annotations/runbook_url").asText()));
      }
    }
    return alerts;
  }

  /** What the dashboard asks Prometheus, its variables as Grafana would fill them in. */
  static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode target : dashboard().findValues("targets")) {
      for (JsonNode each : target) {
        queries.add(
            each.get("expr")
                .asText()
                .replace("$__rate_interval", "5m")
                .replace("$job", "portrait"));
      }
    }
    return queries;
  }
}
