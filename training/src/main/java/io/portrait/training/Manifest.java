package io.portrait.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a training set: enough to know what it is made of, and to draw it again.
 *
 * @param format of this file: {@link #FORMAT}
 * @param portrait version that drew it
 * @param engine that executed the statement
 * @param drawnAt when, the only thing here that another drawing changes
 * @param project whose it is
 * @param labels where they come from
 * @param from as asked for, null for any
 * @param to as asked for, null for any
 * @param knownBy what was known later does not exist
 * @param asServed whether rows count only for labels of when they were known
 * @param features in order
 * @param maxAge by feature, ISO-8601
 * @param snapshots the snapshot of each table that was read, null where the table was empty
 * @param rows how many
 * @param definitions hashes of the definition files that made the rows, and how many rows each
 * @param generations likewise
 * @param models names of the models that scored the rows, and their versions
 * @param sql the statement, line by line
 * @param output the file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int format,
    String portrait,
    String engine,
    String drawnAt,
    String project,
    LabelOrigin labels,
    @Nullable String from,
    @Nullable String to,
    String knownBy,
    boolean asServed,
    List<String> features,
    Map<String, String> maxAge,
    @JsonInclude(JsonInclude.Include.ALWAYS) Map<String, @Nullable Long> snapshots,
    Rows rows,
    Map<String, Long> definitions,
    Map<String, Long> generations,
    Map<String, ModelVersions> models,
    List<String> sql,
    Output output) {

  /** The format that this version writes and reads. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * Where labels come from: a table of the project, or a file.
   *
   * @param table its name, null for a file
   * @param file its path, null for a table
   * @param sha256 of the file
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LabelOrigin(
      @Nullable String table, @Nullable String file, @Nullable String sha256) {}

  /**
   * How many rows.
   *
   * @param labels all of them, a row each
   * @param joined to a row of the log
   * @param withoutRow not
   * @param tooOld by feature with a maximum age: rows of which the feature was older, and is null
   * @param nulls by feature, for whatever reason
   */
  public record Rows(
      long labels,
      long joined,
      long withoutRow,
      Map<String, Long> tooOld,
      Map<String, Long> nulls) {}

  /**
   * The versions of a model that scored rows.
   *
   * @param first the lowest
   * @param last the highest
   * @param versions how many different ones
   */
  public record ModelVersions(long first, long last, long versions) {}

  /**
   * The file.
   *
   * @param file its name
   * @param format parquet or csv
   * @param columns and DuckDB's types of them, in order
   * @param bytes it has
   * @param sha256 of them
   */
  public record Output(
      String file,
      String format,
      Map<String, String> columns,
      long bytes,
      @JsonProperty("sha256") String sha256) {}

  /** As JSON, with a line end. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is no manifest of this format; one line
   */
  public static Manifest fromJson(String json) {
    Manifest manifest;
    try {
      manifest = JSON.readValue(json, Manifest.class);
      manifest.request();
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("not the manifest of a training set", e);
    }
    if (manifest.format != FORMAT) {
      throw new IllegalArgumentException(
          "a manifest of format " + manifest.format + ", but this version reads " + FORMAT);
    }
    return manifest;
  }

  /** What was asked for. */
  public TrainingSetRequest request() {
    Map<String, Duration> ages = new LinkedHashMap<>();
    maxAge.forEach((feature, age) -> ages.put(feature, Duration.parse(age)));
    return new TrainingSetRequest(
        labels.file == null ? null : Path.of(labels.file),
        from == null ? null : Instant.parse(from),
        to == null ? null : Instant.parse(to),
        Instant.parse(knownBy),
        features,
        ages,
        asServed);
  }

  /** The maximum ages of a request, as a manifest has them. */
  static Map<String, String> ages(Map<String, Duration> maxAge) {
    Map<String, String> ages = new TreeMap<>();
    maxAge.forEach((feature, age) -> ages.put(feature, age.toString()));
    return ages;
  }
}
