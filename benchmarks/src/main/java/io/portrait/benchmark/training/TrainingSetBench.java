package io.portrait.benchmark.training;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.benchmark.MarkdownTable;
import io.portrait.benchmark.ResultsFile;
import io.portrait.cli.Failure;
import io.portrait.cli.Portrait;
import io.portrait.definition.Column;
import io.portrait.definition.DefinitionFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code training-set}: labels joined to a large log. */
@Command(
    name = "training-set",
    description = "Measure how long a training set takes, and how much memory.")
public final class TrainingSetBench implements Callable<Integer> {

  private static final String SCAN = "bare scan of the same columns";

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of feature_log (default: ${DEFAULT-VALUE}).")
  private long rows = 10_000_000;

  @Option(
      names = "--labels",
      paramLabel = "N",
      description = "Labels that are joined to them (default: ${DEFAULT-VALUE}).")
  private long labels = 1_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Whose rows they are (default: ${DEFAULT-VALUE}).")
  private int users = 200_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each part runs; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where the log lies meanwhile; a real disk with 2 GB (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  /** Figures to {@code out}, progress to {@code err}. */
  public TrainingSetBench(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || labels < 1 || users < 1 || rounds < 1) {
      throw Failure.wrongUse("--rows, --labels, --users, --rounds: at least 1");
    }
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder =
        Files.createTempDirectory(Files.createDirectories(parent), "training-").toAbsolutePath();
    try {
      String figures = measure(folder);
      out.println(circumstances);
      out.println();
      out.print(figures);
      if (write) {
        String heading =
            String.format(
                Locale.ROOT,
                "Training set: %,d labels, %,d rows of feature_log of %,d users; %d rounds",
                labels,
                rows,
                users,
                rounds);
        err.println("written to " + ResultsFile.append(heading, circumstances, figures));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private String measure(Path folder) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("definitions.yaml"), LogGenerator.DEFINITION);
    LogGenerator generator = new LogGenerator(data.resolve("warehouse"), 1, users, err::println);
    generator.write(rows);
    Path file = folder.resolve("labels.csv");
    generator.writeLabels(file, labels);
    long bytes = 0;
    for (Path each : generator.files()) {
      bytes += Files.size(each);
    }
    Map<String, List<ChildProcess>> taken = new LinkedHashMap<>();
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      taken.computeIfAbsent(SCAN, none -> new ArrayList<>()).add(scan(folder, generator.files()));
      for (String[] way : ways()) {
        Path set = folder.resolve("set." + way[1]);
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "training-set",
                    "--data-dir",
                    data.toString(),
                    "--labels",
                    file.toString(),
                    "--out",
                    set.toString()));
        arguments.addAll(Arrays.asList(way).subList(2, way.length));
        ChildProcess drawn =
            ChildProcess.run(folder.resolve("log"), Portrait.class.getName(), arguments);
        taken.computeIfAbsent(way[0], none -> new ArrayList<>()).add(drawn);
        sizes.put(way[0], Files.size(set));
        err.printf(Locale.ROOT, 
            "round %d  %-25s %.1f s, CPU %.1f s, %.0f MiB%n",
            round,
            way[0],
            drawn.seconds(),
            drawn.cpuSeconds(),
            drawn.peakMebibytes());
      }
    }
    return table(taken, sizes, bytes);
  }

  private static List<String[]> ways() {
    return List.of(
        new String[] {"Parquet", "parquet"},
        new String[] {"Parquet, --memory 1GB", "parquet", "--memory", "1GB"},
        new String[] {"Parquet, --max-age 7d", "parquet", "--max-age", "7d"},
        new String[] {"Parquet, --as-served", "parquet", "--as-served"},
        new String[] {"CSV", "csv"});
  }

  private static ChildProcess scan(Path folder, List<Path> files) throws IOException {
    String columns =
        DefinitionFile.parse(LogGenerator.DEFINITION, "bench").columns().stream()
            .map(Column::name)
            .collect(Collectors.joining(","));
    Path work = Files.createTempDirectory(folder, "scan-");
    List<String> arguments =
        new ArrayList<>(List.of(work.toString(), "user_id,as_of,known_at," + columns));
    files.forEach(each -> arguments.add(each.toString()));
    return ChildProcess.run(folder.resolve("log"), BareScan.class.getName(), arguments);
  }

  private static String table(
      Map<String, List<ChildProcess>> taken, Map<String, Long> sizes, long bytes) {
    MarkdownTable table =
        new MarkdownTable(List.of("", "s", "of the scan", "CPU s", "of the scan", "peak MiB", "file MiB"));
    double scan = median(taken.getOrDefault(SCAN, List.of()), ChildProcess::seconds);
    double scanCpu = median(taken.getOrDefault(SCAN, List.of()), ChildProcess::cpuSeconds);
    taken.forEach(
        (way, runs) ->
            table.add(
                List.of(
                    way,
                    MarkdownTable.cell("%.1f", median(runs, ChildProcess::seconds)),
                    MarkdownTable.cell("%.2f", median(runs, ChildProcess::seconds) / scan),
                    MarkdownTable.cell("%.1f", median(runs, ChildProcess::cpuSeconds)),
                    MarkdownTable.cell("%.2f", median(runs, ChildProcess::cpuSeconds) / scanCpu),
                    MarkdownTable.cell("%,.0f", median(runs, ChildProcess::peakMebibytes)),
                    MarkdownTable.cell("%,.0f", sizes.getOrDefault(way, bytes) / 1048576.0))));
    return table.toString();
  }

  private static double median(
      List<ChildProcess> runs, ToDoubleFunction<ChildProcess> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
