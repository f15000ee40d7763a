package io.portrait.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is kept of segments at a tick, as the parameters of their row in the offline table: {@code
 * {"model": ..., "report": ...}}.
 *
 * @param model as {@link KMeansModel#toJson} writes it
 * @param report as {@link SegmentReport#toJson} writes it
 */
public record SegmentParameters(String model, String report) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a model, and what the users of the tick said of it. */
  public static SegmentParameters of(KMeansModel model, SegmentReport report) {
    return new SegmentParameters(model.toJson(), report.toJson());
  }

  /** Both as one JSON object. */
  public String toJson() {
    ObjectNode both = JSON.createObjectNode();
    both.set("model", tree(model));
    both.set("report", tree(report));
    return both.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not that; one line
   */
  public static SegmentParameters fromJson(String json) {
    JsonNode both = tree(json);
    if (!both.path("model").isObject() || !both.path("report").isObject()) {
      throw new IllegalArgumentException("parameters of segments are a model and a report");
    }
    return new SegmentParameters(both.path("model").toString(), both.path("report").toString());
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
