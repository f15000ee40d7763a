package io.portrait.benchmark;

import io.portrait.benchmark.http.HttpReading;
import io.portrait.benchmark.learning.LearningQuality;
import io.portrait.benchmark.reader.ReaderSteps;
import io.portrait.benchmark.training.TrainingSetBench;
import io.portrait.cli.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    description = "How fast Portrait is on this machine, and where its time goes.",
    synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli prints the help by itself
  private boolean help;

  private Benchmarks() {}

  /** Runs a benchmark and ends with its exit code. */
  public static void main(String[] arguments) {
    int code =
        run(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(code);
  }

  /** Runs a benchmark: figures to {@code out}, progress and errors to {@code err}. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    CommandLine line = new CommandLine(new Benchmarks());
    line.addSubcommand(new EndToEnd(out, err));
    line.addSubcommand(new WindowSteps(out, err));
    line.addSubcommand(new EmbeddingSteps(out, err));
    line.addSubcommand(new LearningSteps(out, err));
    line.addSubcommand(new LearningQuality(out, err));
    line.addSubcommand(new HttpReading(out, err));
    line.addSubcommand(new TrainingSetBench(out, err));
    line.addSubcommand(new SqlSteps(out, err));
    line.addSubcommand(new ReaderSteps(out, err));
    line.addSubcommand(new Freshness(out, err));
    line.addSubcommand(new Components(out, err));
    line.setUsageHelpAutoWidth(true);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((wrong, given) -> complain(err, wrong, Failure.WRONG_USE));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) ->
            complain(
                err,
                failure,
                failure instanceof Failure known ? known.exitCode() : Failure.FAILED));
    return line.execute(arguments);
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See benchmarks/run --help");
  }

  private static int complain(PrintStream err, Exception failure, int code) {
    err.println("benchmarks: " + Failure.reason(failure));
    return code;
  }
}
