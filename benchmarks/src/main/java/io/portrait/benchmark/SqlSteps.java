package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.definition.Definition;
import io.portrait.offline.OfflineCatalog;
import io.portrait.sql.catalog.LiveTables;
import io.portrait.sql.catalog.PortraitCatalog;
import io.portrait.sql.run.Script;
import io.portrait.sql.run.SqlEngine;
import io.portrait.sql.run.SqlSession;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sql}: a segment query over a large log, beside the bare scan of its columns. */
@Command(
    name = "sql",
    description = "Ask a made-up feature_log with Flink SQL, beside reading its files alone.")
final class SqlSteps implements Callable<Integer> {

  private static final int DAYS = 100;
  private static final int WEEK = 7;
  private static final List<String> COLUMNS =
      List.of("segment", "spend_30d", "views_30d", "churn_probability", "as_of");
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of the log, over 100 days (default: ${DEFAULT-VALUE}).")
  private long rows = 10_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is run; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of a step, threads of the bare scan (default: as there are cores).")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the log is made up from (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where the log lies meanwhile; a real disk (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  SqlSteps(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Something that reads the days from one on, and gives how many rows that were. */
  private interface Reader {
    long read(LocalDate from) throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    if (rows < DAYS || rounds < 1 || parallelism < 1) {
      throw Failure.wrongUse("--rows: at least 100; --rounds, --parallelism: at least 1");
    }
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder =
        Files.createTempDirectory(Files.createDirectories(parent), "sql-").toAbsolutePath();
    Definition shop = Definitions.ofShop().without("embedding").definition();
    Map<String, String> warehouse = OfflineCatalog.local(folder.resolve("warehouse"));
    Catalog catalog = OfflineCatalog.create(warehouse);
    try {
      long started = System.nanoTime();
      Table log = LogRows.write(catalog, shop, DAYS, (int) (rows / DAYS), seed, parallelism);
      String description = description(log);
      err.printf(Locale.ROOT, "wrote %s in %.0f s%n", description, seconds(started));
      String figures = measure(folder, shop, warehouse, log);
      out.println(circumstances + "\n");
      out.print(figures);
      if (write) {
        err.println(
            "written to " + ResultsFile.append("SQL: " + description, circumstances, figures));
      }
    } finally {
      OfflineCatalog.close(catalog);
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private String measure(Path folder, Definition shop, Map<String, String> warehouse, Table log)
      throws IOException {
    EmbeddedFlink.Settings settings =
        new EmbeddedFlink.Settings(
            parallelism,
            0,
            Duration.ofDays(1),
            1,
            folder.resolve("checkpoints"),
            folder.resolve("log"),
            folder.resolve("flink"));
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings);
        SqlEngine engine =
            SqlEngine.open(
                flink.dashboard(),
                parallelism,
                () ->
                    new PortraitCatalog(
                        SqlEngine.CATALOG, shop.project(), warehouse, LiveTables.NONE));
        SqlSession session = engine.session()) {
      Reader sql = from -> ask(session, from);
      Reader bare = from -> BareScan.rows(log, COLUMNS, since(from), parallelism);
      MarkdownTable table =
          new MarkdownTable(List.of("days asked for", "rows", "bare scan, s", "SQL, s", "ratio"));
      for (int days : new int[] {DAYS, WEEK}) {
        table.add(line(days, bare, sql));
      }
      return table.toString();
    }
  }

  /** Both in turn, the first of each not counted. */
  private List<String> line(int days, Reader bare, Reader sql) throws IOException {
    LocalDate from = LogRows.FIRST_DAY.plusDays(DAYS - days);
    List<double[]> measured = new ArrayList<>();
    long count = 0;
    for (int round = 0; round <= rounds; round++) {
      long started = System.nanoTime();
      count = bare.read(from);
      double bareSeconds = seconds(started);
      started = System.nanoTime();
      long counted = sql.read(from);
      double sqlSeconds = seconds(started);
      if (count != counted) {
        throw Failure.because("the scan read " + count + " rows, SQL " + counted);
      }
      err.printf(
          Locale.ROOT,
          "%s  %d days: bare scan %.2f s, SQL %.2f s%n",
          round == 0 ? "warming up" : "round " + round,
          days,
          bareSeconds,
          sqlSeconds);
      if (round > 0) {
        measured.add(new double[] {bareSeconds, sqlSeconds, sqlSeconds / bareSeconds});
      }
    }
    return List.of(
        String.valueOf(days),
        String.format(Locale.ROOT, "%,d", count),
        MarkdownTable.cell("%.2f", median(measured, 0)),
        MarkdownTable.cell("%.2f", median(measured, 1)),
        MarkdownTable.cell("%.2f", median(measured, 2)));
  }

  private static double median(List<double[]> measured, int place) {
    return Rounds.median(measured.stream().mapToDouble(figures -> figures[place]).toArray());
  }

  /** How many users the segments have together. */
  private static long ask(SqlSession session, LocalDate from) {
    long[] users = new long[1];
    session.run(
        Script.statements(query(from), "").get(0),
        () -> false,
        result -> {
          while (result.hasNext()) {
            users[0] += result.next().getLong(1);
          }
        });
    return users[0];
  }

  private static String query(LocalDate from) {
    return "SELECT segment, COUNT(*) AS users, AVG(spend_30d) AS spend,"
        + " AVG(CAST(views_30d AS DOUBLE)) AS interest, AVG(churn_probability) AS churn"
        + " FROM feature_log WHERE as_of >= TIMESTAMP '"
        + from
        + " 00:00:00' GROUP BY segment";
  }

  private static Expression since(LocalDate from) {
    return Expressions.greaterThanOrEqual("as_of", from + "T00:00:00+00:00");
  }

  private String description(Table log) throws IOException {
    long bytes = 0;
    try (CloseableIterable<FileScanTask> files = log.newScan().planFiles()) {
      for (FileScanTask task : files) {
        DataFile file = task.file();
        bytes += file.fileSizeInBytes();
      }
    }
    return String.format(
        Locale.ROOT,
        "%,d rows of %d columns, %d days, %.1f GB of Parquet; %d tasks a step, %d rounds",
        rows / DAYS * DAYS,
        log.schema().columns().size(),
        DAYS,
        bytes / 1e9,
        parallelism,
        rounds);
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
