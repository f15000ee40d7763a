package io.portrait.training;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.portrait.offline.OfflineTables;
import io.portrait.query.OutputFormat;
import io.portrait.query.QueryEngine;
import io.portrait.query.SnapshotView;
import io.portrait.query.Sql;
import io.portrait.query.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** Draws training sets. */
public final class TrainingSets {

  /** What the name of a manifest ends with, after that of its set. */
  public static final String MANIFEST_SUFFIX = ".manifest.json";

  /** Where the statement's result is before it is written. */
  private static final String TABLE = "training_set";

  private static final List<String> PROVENANCE =
      List.of("user_id", "as_of", "known_at", "generation", "definitions", "models");

  private static final List<String> OF_LABELS =
      List.of("user_id", "as_of", "matured_at", "known_at", "generation", "definitions", "churned");

  private final QueryEngine engine;
  private final Path folder;
  private final String project;
  private final String portrait;
  private final Consumer<String> step;
  private final UnaryOperator<String> names;

  /**
   * Draws sets of a project, one per object.
   *
   * @param engine that holds nothing yet
   * @param folder for working files
   * @param portrait version of this program
   * @param step is told what is being done now
   */
  public TrainingSets(
      QueryEngine engine, Path folder, String project, String portrait, Consumer<String> step) {
    this(engine, folder, project, portrait, step, UnaryOperator.identity());
  }

  /**
   * The same, where users are called otherwise than in a file of labels.
   *
   * @param names what a user is called in the tables, by the id in the file
   */
  public TrainingSets(
      QueryEngine engine,
      Path folder,
      String project,
      String portrait,
      Consumer<String> step,
      UnaryOperator<String> names) {
    this.names = names;
    this.engine = engine;
    this.folder = folder;
    this.project = project;
    this.portrait = portrait;
    this.step = step;
  }

  /**
   * Draws a set: writes the file, and then its manifest beside it. Where it fails there is neither,
   * or what was there before.
   *
   * @param featureLog to read
   * @param labels to read; null where the labels come from a file
   * @throws IOException if a file cannot be read or written
   * @throws NoLabelsException if there is nothing to draw
   * @throws io.portrait.yaml.InvalidFileException if the file of labels is wrong
   * @throws io.portrait.query.QueryException if the statement cannot be executed
   */
  public Manifest draw(
      TrainingSetRequest request,
      TableSnapshot featureLog,
      @Nullable TableSnapshot labels,
      Path out)
      throws IOException {
    Map<String, @Nullable Long> snapshots = new TreeMap<>();
    snapshots.put(OfflineTables.FEATURE_LOG, id(featureLog));
    String labelType = "BOOLEAN";
    Instant last = request.to();
    if (request.labelFile() != null) {
      step.accept("reading " + request.labelFile());
      LabelFile file = LabelFile.read(request.labelFile(), engine, names);
      labelType = file.labelType();
      last = Instant.ofEpochMilli(file.latestMillis());
    } else if (labels != null) {
      snapshots.put(OfflineTables.LABELS, id(labels));
      new SnapshotView(engine, folder)
          .create(OfflineTables.LABELS, labels, OF_LABELS, ofLabels(request));
    } else {
      throw new IllegalArgumentException("labels of the table, but no table");
    }
    step.accept("reading feature_log");
    Set<String> columns = new LinkedHashSet<>(PROVENANCE);
    columns.addAll(request.features());
    new SnapshotView(engine, folder)
        .create(OfflineTables.FEATURE_LOG, featureLog, columns, upTo(last));
    step.accept("joining labels to feature_log");
    String sql = TrainingSetSql.of(request, labelType);
    engine.execute("CREATE TABLE " + TABLE + " AS " + sql);
    if (engine.number("SELECT count(*) FROM " + TABLE) == 0) {
      throw new NoLabelsException(request);
    }
    step.accept("writing " + out.getFileName());
    return write(request, snapshots, sql, out);
  }

  /**
   * The statement that draws a set, without drawing it.
   *
   * @param engine that holds nothing yet; reads a file of labels, to know their type
   */
  public static String sql(TrainingSetRequest request, QueryEngine engine) {
    Path file = request.labelFile();
    return TrainingSetSql.of(
        request, file == null ? "BOOLEAN" : LabelFile.read(file, engine).labelType());
  }

  /** SHA-256 of a file's bytes, as manifests have it: 64 lower-case hex digits. */
  public static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  private static @Nullable Long id(TableSnapshot snapshot) {
    return snapshot.id().isPresent() ? snapshot.id().getAsLong() : null;
  }

  private static Expression ofLabels(TrainingSetRequest request) {
    Expression filter = Expressions.alwaysTrue();
    if (request.from() != null) {
      filter =
          Expressions.and(filter, Expressions.greaterThanOrEqual("as_of", micros(request.from())));
    }
    return request.to() == null
        ? filter
        : Expressions.and(filter, Expressions.lessThan("as_of", micros(request.to())));
  }

  /** No later tick is of use to anyone. */
  private static Expression upTo(@Nullable Instant last) {
    return last == null
        ? Expressions.alwaysTrue()
        : Expressions.lessThanOrEqual("as_of", micros(last));
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  private Manifest write(
      TrainingSetRequest request, Map<String, @Nullable Long> snapshots, String sql, Path out)
      throws IOException {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    Path manifestFile = out.resolveSibling(out.getFileName() + MANIFEST_SUFFIX);
    Path manifestPart = manifestFile.resolveSibling(manifestFile.getFileName() + ".part");
    try {
      OutputFormat format = OutputFormat.of(out);
      Map<String, String> columns = columns();
      columns.keySet().removeAll(List.of("_definitions", "_generation", "_models"));
      format.write(engine, TABLE, columns, part);
      Manifest manifest =
          new Manifest(
              Manifest.FORMAT,
              portrait,
              "duckdb " + engine.version(),
              Instant.now().toString(),
              project,
              origin(request),
              request.from() == null ? null : request.from().toString(),
              request.to() == null ? null : request.to().toString(),
              request.knownBy().toString(),
              request.asServed(),
              request.features(),
              Manifest.ages(request.maxAge()),
              snapshots,
              rows(request),
              counts("_definitions"),
              counts("_generation"),
              models(),
              sql.lines().toList(),
              new Manifest.Output(
                  String.valueOf(out.getFileName()),
                  format.label(),
                  columns,
                  Files.size(part),
                  sha256(part)));
      Files.writeString(manifestPart, manifest.toJson());
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      Files.move(manifestPart, manifestFile, StandardCopyOption.REPLACE_EXISTING);
      return manifest;
    } finally {
      Files.deleteIfExists(part);
      Files.deleteIfExists(manifestPart);
    }
  }

  private static Manifest.LabelOrigin origin(TrainingSetRequest request) throws IOException {
    Path file = request.labelFile();
    return file == null
        ? new Manifest.LabelOrigin(OfflineTables.LABELS, null, null)
        : new Manifest.LabelOrigin(
            null, file.toAbsolutePath().normalize().toString(), sha256(file));
  }

  /** Names and types of what was drawn, in order. */
  private Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (List<@Nullable Object> column : engine.rows("DESCRIBE " + TABLE)) {
      columns.put(String.valueOf(column.get(0)), String.valueOf(column.get(1)));
    }
    return columns;
  }

  private Manifest.Rows rows(TrainingSetRequest request) {
    List<String> counted = new ArrayList<>();
    counted.add("count(*)");
    counted.add("count(" + TrainingSetSql.FEATURE_AS_OF + ")");
    request
        .features()
        .forEach(feature -> counted.add("count(*) - count(" + Sql.name(feature) + ")"));
    request.maxAge().values().forEach(age -> counted.add(TrainingSetSql.countTooOld(age)));
    List<@Nullable Object> counts =
        engine.rows("SELECT " + String.join(", ", counted) + " FROM " + TABLE).get(0);
    int at = 2;
    Map<String, Long> nulls = new LinkedHashMap<>();
    for (String feature : request.features()) {
      nulls.put(feature, count(counts.get(at++)));
    }
    Map<String, Long> tooOld = new LinkedHashMap<>();
    for (String feature : request.maxAge().keySet()) {
      tooOld.put(feature, count(counts.get(at++)));
    }
    long labels = count(counts.get(0));
    long joined = count(counts.get(1));
    return new Manifest.Rows(labels, joined, labels - joined, tooOld, nulls);
  }

  private static long count(@Nullable Object number) {
    return number instanceof Number count ? count.longValue() : 0;
  }

  /** How many rows have which value. */
  private Map<String, Long> counts(String column) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (List<@Nullable Object> row :
        engine.rows(
            "SELECT %s, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1 ORDER BY 1"
                .formatted(column, TABLE, column))) {
      counts.put(String.valueOf(row.get(0)), count(row.get(1)));
    }
    return counts;
  }

  private Map<String, Manifest.ModelVersions> models() {
    Map<String, Manifest.ModelVersions> models = new LinkedHashMap<>();
    for (List<@Nullable Object> row :
        engine.rows(
            "SELECT model.key, min(model.value), max(model.value), count(DISTINCT model.value)"
                + " FROM (SELECT unnest(map_entries(_models)) AS model FROM "
                + TABLE
                + ") GROUP BY 1 ORDER BY 1")) {
      models.put(
          String.valueOf(row.get(0)),
          new Manifest.ModelVersions(count(row.get(1)), count(row.get(2)), count(row.get(3))));
    }
    return models;
  }
}
