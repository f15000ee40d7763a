package io.portrait.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of segments at a tick, as the parameters of their row in the offline table: {@code
 * {"model": ..., "report": ...}}, each null where there is none yet.
 *
 * @param model as {@link KMeansModel#toJson} writes it
 * @param report as {@link SegmentReport#toJson} writes it
 */
public record SegmentParameters(@Nullable String model, @Nullable String report) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a model, and of what the users of the tick said of the one before it. */
  public static SegmentParameters of(@Nullable KMeansModel model, @Nullable SegmentReport report) {
    return new SegmentParameters(
        model == null ? null : model.toJson(), report == null ? null : report.toJson());
  }

  /** Both as one JSON object. */
  public String toJson() {
    ObjectNode both = JSON.createObjectNode();
    both.set("model", model == null ? null : tree(model));
    both.set("report", report == null ? null : tree(report));
    return both.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not JSON; one line
   */
  public static SegmentParameters fromJson(String json) {
    JsonNode both = tree(json);
    return new SegmentParameters(part(both, "model"), part(both, "report"));
  }

  /** The same, in which no segment names a user as typical any more. */
  public SegmentParameters without(String userId) {
    if (report == null) {
      return this;
    }
    SegmentReport read = SegmentReport.fromJson(report);
    SegmentReport without = read.without(userId);
    return without.equals(read) ? this : new SegmentParameters(model, without.toJson());
  }

  private static @Nullable String part(JsonNode both, String name) {
    return both.path(name).isObject() ? both.path(name).toString() : null;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
