package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.benchmark.LearningFigures.Part;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code learning}: how fast the job learns and scores, and what that needs. */
@Command(
    name = "learning",
    description = "Measure scoring and learning alone: speed, latency around a tick, memory.")
final class LearningSteps implements Callable<Integer> {

  /** What warming up takes of the rows. */
  private static final int WARM_UP = 5;

  /** What may be measured by itself. */
  enum Kind {
    SCORING,
    LEARNING,
    LATENCY,
    MEMORY
  }

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many rows are scored (default: ${DEFAULT-VALUE}).")
  private long rows = 2_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Whose rows and examples they are (default: ${DEFAULT-VALUE}).")
  private int users = 100_000;

  @Option(
      names = "--ticks",
      paramLabel = "N",
      description = "How many ticks of all users are learned (default: ${DEFAULT-VALUE}).")
  private int ticks = 10;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      description = "How many examples of one tick are put in order (default: ${DEFAULT-VALUE}).")
  private int waiting = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each part runs; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step (default: as many as there are cores).")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "Only these of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Kind> only = EnumSet.allOf(Kind.class);

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where state lies meanwhile; a real disk (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  LearningSteps(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || users < 1 || ticks < 1 || waiting < 10 || rounds < 1 || parallelism < 1) {
      throw Failure.wrongUse(
          "--rows, --users, --ticks, --rounds, --parallelism: at least 1, --waiting: at least 10");
    }
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "learning-");
    try (FlinkBench flink = FlinkBench.start(folder.toAbsolutePath(), parallelism)) {
      String figures = measure(flink, folder.resolve("flink"));
      out.println(circumstances);
      out.println();
      out.print(figures);
      if (write) {
        err.println(
            "written to "
                + ResultsFile.append("Learning: " + description(), circumstances, figures));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private String measure(FlinkBench flink, Path state) throws IOException {
    LearningWorkload workload = LearningWorkload.of(users, parallelism);
    LearningGoals goals = new LearningGoals();
    List<String> tables = new ArrayList<>();
    // First, while nothing else has made the heap grow.
    if (only.contains(Kind.MEMORY)) {
      OrderMemory memory = new OrderMemory(flink, state, err::println).measure(workload, waiting);
      goals.memory(memory);
      tables.add(memory.toString());
    }
    List<Part> parts = parts(flink, workload, rows, ticks);
    if (!parts.isEmpty()) {
      long few = Math.max(rows / WARM_UP, parallelism);
      for (Part part : parts(flink, workload, few, Math.max(1, ticks / WARM_UP))) {
        err.println(new Measurement(part.label(), 0, part.bench().run()));
      }
      Rounds measured =
          Rounds.measure(
              parts,
              rounds,
              (part, round) -> new Measurement(part.label(), round, part.bench().run()),
              err::println);
      LearningFigures figures = new LearningFigures(parts, measured);
      goals.throughput(figures);
      tables.add(figures.toString());
    }
    if (only.contains(Kind.LATENCY)) {
      TickLatency latency =
          new TickLatency(err::println).measure(flink, workload.definitions(), rounds);
      goals.latency(latency);
      tables.add(latency.toString());
    }
    tables.add(goals.toString());
    return String.join("\n", tables);
  }

  private List<Part> parts(FlinkBench flink, LearningWorkload workload, long rows, int ticks) {
    List<Part> parts = new ArrayList<>();
    if (only.contains(Kind.SCORING)) {
      String base = ScoringStage.PASS_THROUGH.label();
      for (ScoringStage stage : ScoringStage.values()) {
        // A row a user: as many users as rows would be too many of them.
        long some = stage == ScoringStage.HELD ? Math.max(rows / 4, parallelism) : rows;
        parts.add(new Part(stage.label(), base, () -> stage.run(flink, workload, some)));
      }
    }
    if (only.contains(Kind.LEARNING)) {
      for (PlainLearning stage : PlainLearning.values()) {
        parts.add(new Part(stage.label(), stage.label(), () -> stage.run(workload, ticks)));
      }
      for (LearningStage stage : LearningStage.values()) {
        PlainLearning base =
            stage == LearningStage.SEGMENTS ? PlainLearning.SEGMENTS : PlainLearning.CHURN;
        parts.add(new Part(stage.label(), base.label(), () -> stage.run(flink, workload, ticks)));
      }
    }
    return parts;
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "%,d users, %,d rows scored, %d ticks learned; %d tasks a step, %d rounds",
        users,
        rows,
        ticks,
        parallelism,
        rounds);
  }
}
