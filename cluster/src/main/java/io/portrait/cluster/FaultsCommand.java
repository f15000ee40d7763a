package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.StopSignal;
import io.portrait.yaml.NearestName;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster/run faults}. */
@Command(
    name = "faults",
    description = {
      "Let everything go wrong once, each under load, and compare what is left to what an"
          + " undisturbed run leaves.",
      "Prints a table: the longest time in which nothing was written, when it was over, and how"
          + " often the job failed; then what differs."
    })
final class FaultsCommand implements Callable<Integer> {

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Parameters(
      paramLabel = "FAULT",
      description = "Only these, such as task-manager-killed (default: all).")
  private List<String> names = List.of();

  @Option(
      names = "--lasting",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long each lasts that is not over at once (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Records of each run, about (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Of the records (default: ${DEFAULT-VALUE}).")
  private long seed;

  FaultsCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    List<Fault> faults =
        names.isEmpty() ? List.of(Fault.values()) : names.stream().map(FaultsCommand::of).toList();
    return options.in(folder -> run(folder, faults));
  }

  private int run(Path folder, List<Fault> faults) throws Exception {
    FaultTable table = new FaultTable();
    boolean isSame = true;
    try (StopSignal stop = StopSignal.open();
        PortraitCluster cluster = started(folder)) {
      Trial trial = new Trial(cluster, ShopEvents.about(count, seed));
      err.println("an undisturbed run of " + trial.records() + " records ...");
      Outcome expected = trial.undisturbed();
      for (Fault fault : faults) {
        if (stop.asked()) {
          break;
        }
        err.println(fault.description() + " ...");
        Duration lasting = fault.isOverAtOnce() ? Duration.ZERO : Duration.ofSeconds(seconds);
        Trial.Result result =
            trial.disturbed(fault.label(), fault.disturbance(), lasting, expected);
        List<String> differences = expected.differences(result.outcome());
        table.add(fault.description(), lasting, result);
        differences.forEach(err::println);
        isSame &= differences.isEmpty() && result.outcome().uncounted() == 0;
      }
    } finally {
      out.print(table);
    }
    return isSame ? Failure.DONE : Failure.FAILED;
  }

  private PortraitCluster started(Path folder) throws Exception {
    err.println("starting ZooKeeper, Redis, Kafka and Flink in " + folder + " ...");
    return PortraitCluster.start(folder, Map.of());
  }

  /** The fault of a label. */
  static Fault of(String label) {
    String wanted = label.strip().toLowerCase(Locale.ROOT);
    List<String> labels = Arrays.stream(Fault.values()).map(Fault::label).toList();
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.label().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> Failure.wrongUse("no fault '" + label + "'" + NearestName.hint(wanted, labels)));
  }
}
