package io.portrait.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each segment is like, by the users of a tick.
 *
 * @param version of the model that assigned them, which had not learned from them yet
 * @param users of all segments
 * @param inertia the mean squared distance of a user from the own segment; NaN without users
 * @param segments by number
 */
public record SegmentReport(long version, long users, double inertia, List<Segment> segments) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REMARKABLE = 3;

  /** A column that is less than this off, in standard deviations, is not worth a word. */
  private static final double LEAST_DEVIATION = 0.25;

  public SegmentReport {
    segments = List.copyOf(segments);
  }

  /**
   * What a segment is like.
   *
   * @param number from 0
   * @param users who belong to it
   * @param means of all columns, in their order
   * @param typical ids of up to three users, the nearest first
   */
  public record Segment(int number, long users, List<ColumnMean> means, List<String> typical) {

    public Segment {
      means = List.copyOf(means);
      typical = List.copyOf(typical);
    }

    /** Up to three columns that are furthest from the average, the furthest first. */
    public List<ColumnMean> remarkable() {
      return means.stream()
          .filter(mean -> Math.abs(mean.deviation()) >= LEAST_DEVIATION)
          // A few large numbers can turn the mean against what most users are like.
          .filter(mean -> (mean.mean() > mean.average()) == (mean.deviation() > 0))
          .sorted(Comparator.comparingDouble((ColumnMean mean) -> -Math.abs(mean.deviation())))
          .limit(REMARKABLE)
          .toList();
    }
  }

  /**
   * A column in a segment, of the users in whom it is not null.
   *
   * @param column its name
   * @param mean in the segment, in the column's own unit; NaN if it is null in all
   * @param average of all segments; NaN if it is null in all
   * @param deviation how far the segment is from the average on the model's scale, in standard
   *     deviations; NaN if unknown
   */
  public record ColumnMean(String column, double mean, double average, double deviation) {

    /** For example {@code views_7d 12.4 (average 3.1)}. */
    public String words() {
      return column + " " + rounded(mean) + " (average " + rounded(average) + ")";
    }

    /** Three digits, or all before the point. */
    private static String rounded(double number) {
      if (!Double.isFinite(number)) {
        return "unknown";
      }
      BigDecimal exact = new BigDecimal(number);
      BigDecimal rounded =
          Math.abs(number) >= 100
              ? exact.setScale(0, RoundingMode.HALF_EVEN)
              : exact.round(new MathContext(3, RoundingMode.HALF_EVEN));
      return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
  }

  /** The same, in which no segment names a user as typical any more; the figures stay. */
  public SegmentReport without(String userId) {
    return new SegmentReport(
        version,
        users,
        inertia,
        segments.stream()
            .map(
                segment ->
                    new Segment(
                        segment.number(),
                        segment.users(),
                        segment.means(),
                        segment.typical().stream().filter(id -> !id.equals(userId)).toList()))
            .toList());
  }

  /** The share of all users who belong to a segment; 0 without users. */
  public double share(Segment segment) {
    return users == 0 ? 0 : (double) segment.users() / users;
  }

  /** {@code users}, {@code inertia} where there are users, and {@code share_0} onwards. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("users", (double) users);
    if (users > 0) {
      metrics.put("inertia", inertia);
    }
    for (Segment segment : segments) {
      metrics.put("share_" + segment.number(), share(segment));
    }
    return metrics;
  }

  /** As JSON; what is NaN is null there. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", version);
    root.put("users", users);
    put(root, "inertia", inertia);
    ArrayNode nodes = root.putArray("segments");
    for (Segment segment : segments) {
      ObjectNode node = nodes.addObject();
      node.put("segment", segment.number());
      node.put("users", segment.users());
      node.put("share", share(segment));
      ArrayNode remarkable = node.putArray("remarkable");
      segment.remarkable().forEach(mean -> remarkable.add(mean.words()));
      ArrayNode typical = node.putArray("typical");
      segment.typical().forEach(typical::add);
      ArrayNode means = node.putArray("columns");
      for (ColumnMean mean : segment.means()) {
        ObjectNode column = means.addObject();
        column.put("name", mean.column());
        put(column, "mean", mean.mean());
        put(column, "average", mean.average());
        put(column, "deviation", mean.deviation());
      }
    }
    return root.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not JSON
   */
  public static SegmentReport fromJson(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    List<Segment> segments = new ArrayList<>();
    for (JsonNode node : root.path("segments")) {
      List<String> typical = new ArrayList<>();
      node.path("typical").forEach(user -> typical.add(user.asText()));
      List<ColumnMean> means = new ArrayList<>();
      for (JsonNode column : node.path("columns")) {
        means.add(
            new ColumnMean(
                column.path("name").asText(),
                number(column, "mean"),
                number(column, "average"),
                number(column, "deviation")));
      }
      segments.add(
          new Segment(node.path("segment").asInt(), node.path("users").asLong(), means, typical));
    }
    return new SegmentReport(
        root.path("version").asLong(),
        root.path("users").asLong(),
        number(root, "inertia"),
        segments);
  }

  private static void put(ObjectNode node, String field, double number) {
    if (Double.isFinite(number)) {
      node.put(field, number);
    } else {
      node.putNull(field);
    }
  }

  private static double number(JsonNode node, String field) {
    return node.path(field).asDouble(Double.NaN);
  }
}
