package io.portrait.cluster;

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

/** {@code cluster/run}. */
@Command(
    name = "cluster/run",
    description =
        "Portrait on a cluster of processes on this machine, to be watched and disturbed.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:something went wrong, or a disturbed run left something else than an undisturbed one",
      " 2:wrong use"
    })
public final class ClusterCommands implements Runnable {

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

  private ClusterCommands() {}

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    int code =
        run(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(code);
  }

  /** Runs a command: results to {@code out}, progress and errors to {@code err}. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    CommandLine line = new CommandLine(new ClusterCommands());
    line.addSubcommand(new WatchCommand(out, err));
    line.addSubcommand(new FaultsCommand(out, err));
    line.addSubcommand(new SoakCommand(out, err));
    line.addSubcommand(new StateSizesCommand(out, err));
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
    throw new ParameterException(spec.commandLine(), "which command? See cluster/run --help");
  }

  private static int complain(PrintStream err, Exception failure, int code) {
    err.println("cluster: " + Failure.reason(failure));
    return code;
  }
}
