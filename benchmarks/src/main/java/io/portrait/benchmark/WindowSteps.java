package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code windows}: the window step by itself, beside others that keep windows. */
@Command(
    name = "windows",
    description = "Measure the window step alone, beside what limits it and what does the same.")
final class WindowSteps implements Callable<Integer> {

  /** What warming up takes of the events. */
  private static final int WARM_UP = 10;

  /** Name of the stage that needs no Flink: bytes stored of a user. */
  private static final String STATE = "state";

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "How many events in 30 days (default: ${DEFAULT-VALUE}).")
  private long events = 3_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Whose events they are (default: ${DEFAULT-VALUE}).")
  private long users = 200_000;

  @Option(
      names = "--slow-events",
      paramLabel = "N",
      description = {
        "How many events Flink's sliding windows get on RocksDB; on the heap they get 6 times,",
        "Flink SQL 20 times as many (default: ${DEFAULT-VALUE})."
      })
  private long slowEvents = 5_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each stage runs; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step (default: ${DEFAULT-VALUE}).")
  private int parallelism = 2;

  @Option(
      names = "--only",
      paramLabel = "STAGE",
      split = ",",
      description = "Only these stages, by name, such as limit,portrait,state (default: all).")
  private @Nullable List<String> only;

  @Option(
      names = "--work-in",
      paramLabel = "DIR",
      description = "Where state lies meanwhile; a real disk (default: target/).")
  private @Nullable Path workIn;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  WindowSteps(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (events < 1 || users < 1 || slowEvents < 1 || rounds < 1 || parallelism < 1) {
      throw Failure.wrongUse(
          "--events, --users, --slow-events, --rounds, --parallelism: at least 1");
    }
    Workload workload = Workload.of(events, users, parallelism);
    List<WindowStage> stages = chosen(WindowStages.of(workload, slowEvents));
    String circumstances = ResultsFile.circumstances();
    Path parent = workIn == null ? ResultsFile.folder().resolve("target") : workIn;
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "windows-");
    try (FlinkBench flink = FlinkBench.start(folder.toAbsolutePath(), parallelism)) {
      StateTable state = measuresState() ? StateTable.of(workload) : new StateTable();
      WindowFigures measured = new WindowFigures(stages, measure(flink, stages));
      String figures =
          String.join(
              "\n",
              Stream.of(measured, state, new WindowGoals(measured, state.meanOfSixteen()))
                  .map(Object::toString)
                  .toList());
      out.println(circumstances);
      out.println();
      out.print(figures);
      if (write) {
        err.println(
            "written to "
                + ResultsFile.append("Windows: " + description(), circumstances, figures));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private Rounds measure(FlinkBench flink, List<WindowStage> stages) throws IOException {
    for (WindowStage stage : stages) {
      long some = Math.max(1, stage.workload().events() / WARM_UP);
      err.println(run(flink, stage.scaledTo(some), 0));
    }
    return Rounds.measure(stages, rounds, (stage, round) -> run(flink, stage, round), err::println);
  }

  private static Measurement run(FlinkBench flink, WindowStage stage, int round) {
    StreamExecutionEnvironment environment = flink.environment();
    stage.draw(environment);
    long events = stage.workload().events();
    Run run = flink.run(environment, stage.label(), events, RowCount.ROWS, () -> {});
    return new Measurement(stage.name(), round, run);
  }

  private boolean measuresState() {
    return only == null || only.contains(STATE);
  }

  private List<WindowStage> chosen(List<WindowStage> all) {
    if (only == null) {
      return all;
    }
    List<String> names = new ArrayList<>(all.stream().map(WindowStage::name).toList());
    names.add(STATE);
    for (String name : only) {
      if (!names.contains(name)) {
        throw Failure.wrongUse(
            "--only: '" + name + "' is none of the stages " + String.join(", ", names));
      }
    }
    List<String> chosen = only;
    return all.stream().filter(stage -> chosen.contains(stage.name())).toList();
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "%,d events of %,d users in %d days; %d tasks a step, %d rounds",
        events,
        users,
        Workload.SPAN.toDays(),
        parallelism,
        rounds);
  }
}
