package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.RecordSource;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.SharedEmbedders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code end-to-end}: the whole job beside less and less of it, over one topic. */
@Command(
    name = "end-to-end",
    description = "Replay the same topic through the whole job and through parts of it.")
final class EndToEnd implements Callable<Integer> {

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "How many events of a made-up shop (default: ${DEFAULT-VALUE}).")
  private long events = 500_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Visitors of the shop, over 30 days (default: ${DEFAULT-VALUE}).")
  private int users = 20_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the shop is made up from (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "A file of events instead of the shop: plain, .gz or .zst.")
  private @Nullable Path file;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: the definitions of a shop).")
  private @Nullable Path definitions;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each stage runs; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step, and partitions (default: ${DEFAULT-VALUE}).")
  private int parallelism = 2;

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where the data lies meanwhile; a real disk (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  EndToEnd(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (events < 1 || users < 1 || rounds < 1 || parallelism < 1) {
      throw Failure.wrongUse("--events, --users, --rounds and --parallelism: at least 1");
    }
    if (file != null && !Files.isReadable(file)) {
      throw Failure.because("no such file: " + file);
    }
    Definitions what = definitions == null ? Definitions.ofShop() : Definitions.of(definitions);
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "end-to-end-");
    try (Workbench bench = Workbench.start(folder.toAbsolutePath(), what, parallelism)) {
      feed(bench);
      FigureTable table = new FigureTable(measure(bench, what));
      String figures = table + "\n" + conclusion(table) + "\n";
      out.println(circumstances);
      out.println();
      out.print(figures);
      if (write) {
        Path results =
            ResultsFile.append("End to end: " + description(bench), circumstances, figures);
        err.println("written to " + results);
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private void feed(Workbench bench) throws IOException {
    try (RecordSource source =
        file == null ? new ShopRecords(events, users, seed) : FileSource.open(file)) {
      bench.feed(source);
    }
    err.println("fed " + description(bench));
  }

  private Rounds measure(Workbench bench, Definitions what) throws IOException {
    List<Stage> stages = new ArrayList<>(List.of(Stage.values()));
    stages.removeIf(stage -> !stage.isIn(what.definition()));
    // Held from the first run to the last, so that what it has seen stays in memory.
    SharedEmbedders.Lease held = lease(what.definition());
    try {
      for (Stage stage : stages) {
        if (stage == Stage.PASS_THROUGH || stage.compareTo(Stage.WHOLE) >= 0) {
          err.println(bench.run(stage, 0));
        }
      }
      return Rounds.measure(stages, rounds, bench::run, err::println);
    } finally {
      if (held != null) {
        held.close();
      }
    }
  }

  private static SharedEmbedders.@Nullable Lease lease(Definition definition) {
    Embedding embedding = definition.embedding();
    return embedding == null
        ? null
        : SharedEmbedders.OF_THIS_PROCESS.lease(embedding.model(), EmbeddingSettings.DEFAULT);
  }

  private String description(Workbench bench) {
    return file == null
        ? String.format(
            Locale.ROOT,
            "%,d events of %,d visitors in about %d days, seed %d; %d tasks a step, %d rounds",
            bench.fed(),
            users,
            ShopRecords.SPAN.toDays(),
            seed,
            parallelism,
            rounds)
        : String.format(
            Locale.ROOT,
            "%,d events of %s; %d tasks a step, %d rounds",
            bench.fed(),
            file.getFileName(),
            parallelism,
            rounds);
  }

  private static String conclusion(FigureTable table) {
    String whole =
        String.format(
            Locale.ROOT,
            "ratio: the whole job takes %.3f of the events a second that the pass-through job takes",
            table.ratio(Stage.WHOLE));
    return whole
        + share(table, Stage.EMBEDDING, "with embeddings it takes %.3f of those without")
        + share(table, Stage.LEARNING, "with segments and churn it takes %.3f of those without");
  }

  private static String share(FigureTable table, Stage stage, String words) {
    double ratio = table.ratio(stage, Stage.WHOLE);
    return Double.isNaN(ratio) ? "" : "; " + String.format(Locale.ROOT, words, ratio);
  }
}
