package io.portrait.cli;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TableSchemas;
import io.portrait.profile.ProfileSchema;
import io.portrait.query.TableSnapshot;
import io.portrait.training.Manifest;
import io.portrait.training.NoLabelsException;
import io.portrait.training.TrainingSetRequest;
import io.portrait.training.TrainingSets;
import io.portrait.yaml.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code training-set --out F}: labels and what was known of their users by then. */
@Command(
    name = "training-set",
    description =
        "Join labels to what was known of their users by then, never to anything later; a manifest"
            + " beside the file says of what. up need not run.",
    mixinStandardHelpOptions = true)
final class TrainingSetCommand implements Callable<Integer> {

  /** Columns of feature_log that are about the row, not about the user. */
  private static final Set<String> PROVENANCE =
      Set.of("user_id", "as_of", "known_at", "generation", "definitions", "models");

  private final Console console;

  @Option(
      names = "--out",
      paramLabel = "F.parquet|F.csv",
      description =
          "The file; with --again, where to write what is drawn again (default: nowhere).")
  private @Nullable Path out;

  @Option(
      names = "--labels",
      paramLabel = "FILE.csv",
      description =
          "Labels of your own: user_id, time and label, named in a header (default: the churn"
              + " labels that the job has seen mature).")
  private @Nullable Path labels;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "NAME",
      description =
          "Columns of feature_log, in this order (default: all that the definitions compute).")
  private List<String> features = new ArrayList<>();

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = "The columns of a view of the definition file, instead or besides.")
  private @Nullable String view;

  @Option(names = "--embedding", description = "And the embedding.")
  private boolean embedding;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "Labels of this time or later: 2026-11-20, 2026-11-20T10:15:30Z.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "Labels of before this time.")
  private @Nullable Instant to;

  @Option(
      names = "--known-by",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "As if it were drawn then: what became known later is left out (default: now).")
  private @Nullable Instant knownBy;

  @Option(
      names = "--max-age",
      split = ",",
      paramLabel = "AGE|NAME=AGE",
      description = "Features older than that at a label's time are null: 7d, or views_7d=12h.")
  private List<String> maxAges = new ArrayList<>();

  @Option(
      names = "--as-served",
      description =
          "Only rows that were known by the label's own time: leaves out what was replayed or"
              + " corrected later.")
  private boolean asServed;

  @Option(names = "--sql", description = "Print the statement instead.")
  private boolean sql;

  @Option(
      names = "--again",
      paramLabel = "MANIFEST",
      description = "Draw the set of a manifest again, and say whether the bytes are the same.")
  private @Nullable Path again;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MemoryOption memory;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private WarehouseOptions options;

  TrainingSetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (again != null) {
      return new DrawnAgain(console, options, memory.bytes(), again).draw(out);
    }
    if (sql) {
      print();
      return Failure.DONE;
    }
    Path file = checkedOut();
    Manifest manifest =
        options
            .inCatalog(
                catalog -> {
                  String project = options.definition().project();
                  Table log = table(catalog, project, OfflineTables.FEATURE_LOG);
                  TrainingSetRequest request = request(log.schema());
                  TableSnapshot churn =
                      labels == null
                          ? TableSnapshot.current(table(catalog, project, OfflineTables.LABELS))
                          : null;
                  return Queries.run(
                      console,
                      file,
                      memory.bytes(),
                      queries ->
                          draw(
                              queries,
                              project,
                              UserNames.known(options.definition()),
                              request,
                              TableSnapshot.current(log),
                              churn,
                              file));
                })
            .orElseThrow(TrainingSetCommand::noTable);
    TrainingSetView.lines(manifest, file).forEach(console.out()::println);
    return Failure.DONE;
  }

  /** Draws a set; whatever goes wrong with a file is one line. */
  static Manifest draw(
      Queries queries,
      String project,
      Pseudonyms pseudonyms,
      TrainingSetRequest request,
      TableSnapshot log,
      @Nullable TableSnapshot churn,
      Path file) {
    try {
      return new TrainingSets(
              queries.engine(),
              queries.folder(),
              project,
              Portrait.Version.words(),
              queries::step,
              pseudonyms::name)
          .draw(request, log, churn, file);
    } catch (IOException | UncheckedIOException | NoLabelsException e) {
      throw Failure.because(Failure.reason(e), e);
    }
  }

  /** A table of the project, which must be there. */
  static Table table(Catalog catalog, String project, String table) {
    try {
      return catalog.loadTable(OfflineTables.identifier(project, table));
    } catch (NoSuchTableException e) {
      throw noTable();
    }
  }

  /** Nothing to draw from. */
  static Failure noTable() {
    return Failure.because("no feature_log yet: the job writes it at every observation tick");
  }

  private Path checkedOut() {
    if (out == null) {
      throw Failure.wrongUse("--out: which file?");
    }
    OutputFile.check(out);
    if (labels != null && !Files.isRegularFile(labels)) {
      throw Failure.because("no such file: " + labels);
    }
    return out;
  }

  private void print() {
    Definition definition = options.definition();
    TrainingSetRequest request = request(TableSchemas.featureLog(ProfileSchema.of(definition)));
    Path beside = out == null ? options.dataDirectory() : out;
    String statement =
        Queries.run(
            console,
            beside,
            memory.bytes(),
            queries -> TrainingSets.sql(request, queries.engine()));
    console.out().print(statement);
  }

  private TrainingSetRequest request(Schema featureLog) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant cut = knownBy == null ? now : knownBy;
    if (cut.isAfter(now)) {
      throw Failure.wrongUse("--known-by: " + cut + " is still to come");
    }
    List<String> wanted = features(featureLog);
    try {
      return new TrainingSetRequest(
          labels, from, to, cut, wanted, MaxAges.of(maxAges, wanted), asServed);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.oneLine(e.getMessage()));
    }
  }

  private List<String> features(Schema featureLog) {
    List<String> offered =
        featureLog.columns().stream()
            .map(Types.NestedField::name)
            .filter(name -> !PROVENANCE.contains(name))
            .toList();
    Set<String> wanted = new LinkedHashSet<>(features);
    if (view != null) {
      wanted.addAll(viewed(view, offered));
    }
    if (wanted.isEmpty()) {
      options.definition().columns().stream().map(Column::name).forEach(wanted::add);
    }
    if (embedding) {
      wanted.add("embedding");
    }
    for (String name : wanted) {
      if (!offered.contains(name)) {
        throw Failure.wrongUse("no feature '" + name + "'" + NearestName.hint(name, offered));
      }
    }
    return List.copyOf(wanted);
  }

  /** The columns of a view; what only a served row has, such as its reasons, is not in the log. */
  private List<String> viewed(String name, List<String> offered) {
    try {
      return options.definition().view(name).columns().stream().filter(offered::contains).toList();
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--view: " + Failure.oneLine(e.getMessage()));
    }
  }
}
