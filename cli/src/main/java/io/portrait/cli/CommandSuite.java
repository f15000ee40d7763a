package io.portrait.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Several commands under the name of a script, such as {@code benchmarks/run}: what goes wrong is
 * told in one line that begins with the folder's name, exit codes are those of {@link Failure}.
 */
public abstract class CommandSuite implements Runnable {

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

  /** Of the commands there are, with results to {@code out}, progress and errors to {@code err}. */
  protected abstract List<Object> commands(PrintStream out, PrintStream err);

  /** Runs a command and ends the process with its exit code. */
  protected final void runAndExit(String... arguments) {
    int code =
        run(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  public final int run(PrintStream out, PrintStream err, String... arguments) {
    CommandLine line = new CommandLine(this);
    commands(out, err).forEach(line::addSubcommand);
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
  public final void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? See " + spec.name() + " --help");
  }

  private int complain(PrintStream err, Exception failure, int code) {
    String script = spec.root().name();
    err.println(script.substring(0, script.indexOf('/')) + ": " + Failure.reason(failure));
    return code;
  }
}
