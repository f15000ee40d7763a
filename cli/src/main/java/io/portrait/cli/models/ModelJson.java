package io.portrait.cli.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.offline.ModelRow;

/** A model as programs read it. */
public final class ModelJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelJson() {}

  /**
   * One line: {@code {"name", "version", "as_of", "known_at", "generation", "definitions",
   * "distrusted", "drifted": [column], "metrics": {figure: number}}}; the parameters are left to
   * {@code models export}.
   */
  public static String line(ModelRow row) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("name", row.name())
            .put("version", row.version())
            .put("as_of", row.asOf().toString())
            .put("known_at", row.knownAt().toString())
            .put("generation", row.generation())
            .put("definitions", row.definitions())
            .put("distrusted", row.metric("distrusted") > 0);
    ArrayNode drifted = json.putArray("drifted");
    DriftBars.columns(row).stream()
        .filter(DriftBars.Column::hasDrifted)
        .forEach(column -> drifted.add(column.name()));
    ObjectNode metrics = json.putObject("metrics");
    row.metrics().forEach(metrics::put);
    return json.toString();
  }
}
