package io.portrait.benchmark;

import io.portrait.benchmark.http.HttpReading;
import io.portrait.benchmark.learning.LearningQuality;
import io.portrait.benchmark.reader.ReaderSteps;
import io.portrait.benchmark.training.TrainingSetBench;
import io.portrait.cli.CommandSuite;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    description = "How fast Portrait is on this machine, and where its time goes.",
    synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks extends CommandSuite {

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    new Benchmarks().runAndExit(arguments);
  }

  @Override
  protected List<Object> commands(PrintStream out, PrintStream err) {
    return List.of(
        new EndToEnd(out, err),
        new WindowSteps(out, err),
        new EmbeddingSteps(out, err),
        new LearningSteps(out, err),
        new LearningQuality(out, err),
        new HttpReading(out, err),
        new TrainingSetBench(out, err),
        new SqlSteps(out, err),
        new ReaderSteps(out, err),
        new Freshness(out, err),
        new Components(out, err));
  }
}
