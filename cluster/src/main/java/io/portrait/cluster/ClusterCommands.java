package io.portrait.cluster;

import io.portrait.cli.CommandSuite;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;

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
public final class ClusterCommands extends CommandSuite {

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    new ClusterCommands().runAndExit(arguments);
  }

  @Override
  protected List<Object> commands(PrintStream out, PrintStream err) {
    return List.of(
        new WatchCommand(out, err),
        new FaultsCommand(out, err),
        new SoakCommand(out, err),
        new StateSizesCommand(out, err));
  }
}
