package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code embedding}: texts to vectors, in the job and beside the model alone. */
@Command(
    name = "embedding",
    description = "Measure how fast texts become vectors, beside the model by itself.")
final class EmbeddingSteps implements Callable<Integer> {

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "A file of events whose texts are taken, each once (default: a made-up shop).")
  private @Nullable Path file;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "How many different texts at most (default: ${DEFAULT-VALUE}).")
  private int most = 5_000;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model (default: ${DEFAULT-VALUE}).")
  private String model = "all-minilm-l6-v2";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu:N (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each way is taken; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--endurance",
      description =
          "Instead: 100,000 different texts and 50 restarts in this process, and its memory.")
  private boolean endurance;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  EmbeddingSteps(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (most < 1 || rounds < 1) {
      throw Failure.wrongUse("--texts and --rounds: at least 1");
    }
    if (file != null && !Files.isReadable(file)) {
      throw Failure.because("no such file: " + file);
    }
    String circumstances = ResultsFile.circumstances();
    String heading;
    String figures;
    if (endurance) {
      heading = "Embedding: memory";
      figures = new EmbeddingEndurance(model, device, err::println).measure();
    } else {
      List<String> texts = Texts.of(file, most);
      heading =
          String.format(
              Locale.ROOT,
              "Embedding: %,d different texts of %s; %s, %d rounds",
              texts.size(),
              file == null ? "a made-up shop" : file.getFileName(),
              model,
              rounds);
      figures = measure(texts);
    }
    out.println(circumstances);
    out.println();
    out.print(figures);
    if (write) {
      err.println("written to " + ResultsFile.append(heading, circumstances, figures));
    }
    return Failure.DONE;
  }

  private String measure(List<String> texts) throws IOException {
    Map<EmbeddingWay, double[]> figures = new EnumMap<>(EmbeddingWay.class);
    Path parent = Files.createDirectories(ResultsFile.folder().resolve("target"));
    Path folder = Files.createTempDirectory(parent, "embedding-").toAbsolutePath();
    try (EmbeddingBench bench = EmbeddingBench.open(folder, model, device)) {
      List<EmbeddingWay> order = new ArrayList<>(List.of(EmbeddingWay.values()));
      for (int round = 0; round <= rounds; round++) {
        for (EmbeddingWay way : order) {
          // The round before the first is for warming up, and short.
          double speed = bench.run(way, round == 0 ? texts.subList(0, texts.size() / 4) : texts);
          err.printf(Locale.ROOT, "round %d  %-42s %,.0f texts/s%n", round, way.label(), speed);
          if (round > 0) {
            figures.computeIfAbsent(way, unseen -> new double[rounds])[round - 1] = speed;
          }
        }
        Collections.reverse(order);
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return table(figures);
  }

  private static String table(Map<EmbeddingWay, double[]> figures) {
    MarkdownTable table =
        new MarkdownTable(List.of("way", "texts/s", "of the model by length", "of one at a time"));
    figures.forEach(
        (way, speeds) ->
            table.add(
                List.of(
                    way.label(),
                    MarkdownTable.cell("%,.0f", Rounds.median(speeds)),
                    ratio(speeds, figures.get(EmbeddingWay.MODEL_BY_LENGTH)),
                    ratio(speeds, figures.get(EmbeddingWay.ONE_AT_A_TIME)))));
    return table.toString();
  }

  /** The median of the ratios of the rounds. */
  private static String ratio(double[] speeds, double @Nullable [] base) {
    double[] ratios = new double[speeds.length];
    Arrays.setAll(ratios, round -> base == null ? Double.NaN : speeds[round] / base[round]);
    return MarkdownTable.cell("%.2f", Rounds.median(ratios));
  }
}
