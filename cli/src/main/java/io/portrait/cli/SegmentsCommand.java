package io.portrait.cli;

import io.portrait.cli.models.SegmentView;
import io.portrait.definition.Segments;
import io.portrait.learning.SegmentParameters;
import io.portrait.learning.SegmentReport;
import io.portrait.offline.ModelRow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code segments}: which groups of users there are. */
@Command(
    name = "segments",
    description = "Show the segments, how large they are and what is typical; up need not run.",
    mixinStandardHelpOptions = true)
final class SegmentsCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--json", description = "One JSON object with everything.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private WarehouseOptions options;

  SegmentsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelRow newest = LearnedModels.in(options).newest(Segments.NAME);
    String report =
        newest.parameters().isEmpty()
            ? null
            : SegmentParameters.fromJson(newest.parameters()).report();
    if (report == null) {
      throw Failure.because(
          "no segments yet: the first tick makes them, the one after it tells who is in them");
    }
    if (json) {
      console.out().println(report);
    } else {
      SegmentView.lines(newest, SegmentReport.fromJson(report)).forEach(console.out()::println);
    }
    return Failure.DONE;
  }
}
