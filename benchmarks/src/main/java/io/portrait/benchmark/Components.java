package io.portrait.benchmark;

import io.portrait.cli.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jmh}: the parts that every event passes, each by itself. */
@Command(
    name = "jmh",
    description = "Measure single parts: parsing, expressions, a user's state, a row's bytes.")
final class Components implements Callable<Integer> {

  private static final TimeValue SECOND = TimeValue.seconds(1);

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "Only those whose class and method match, such as UserState (default: all).")
  private String pattern = ".*";

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  Components(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    String circumstances = ResultsFile.circumstances();
    out.println(circumstances);
    out.flush();
    Options options =
        new OptionsBuilder()
            .include(pattern)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(1)
            .warmupIterations(3)
            .warmupTime(SECOND)
            .measurementIterations(5)
            .measurementTime(SECOND)
            .build();
    try {
      Collection<RunResult> results = new Runner(options).run();
      if (write) {
        Path file =
            ResultsFile.append("Parts", circumstances, "```text\n" + table(results) + "```\n");
        err.println("written to " + file);
      }
    } catch (RunnerException e) {
      throw Failure.because("JMH: " + Failure.reason(e), e);
    }
    return Failure.DONE;
  }

  private static String table(Collection<RunResult> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream text = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(ResultFormatType.TEXT, text).writeOut(results);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
