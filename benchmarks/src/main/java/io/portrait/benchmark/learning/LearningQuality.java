package io.portrait.benchmark.learning;

import io.portrait.benchmark.ResultsFile;
import io.portrait.cli.Failure;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Feature;
import io.portrait.definition.Segments;
import io.portrait.event.Event;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code learning-quality}: what is learned in the stream, beside what is fitted anew. */
@Command(
    name = "learning-quality",
    description = "Measure how well churn and segments are learned, beside models fitted anew.")
public final class LearningQuality implements Callable<Integer> {

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--events",
      paramLabel = "F",
      required = true,
      description = "A file of events, in order of time.")
  @SuppressWarnings("NullAway.Init")
  private Path events;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      required = true,
      description = "What is learned from, by which inputs: a definition file with churn.")
  @SuppressWarnings("NullAway.Init")
  private Path definitions;

  @Option(
      names = "--cohorts",
      description =
          "Events of the same category are a cohort: put all on one clock, which starts with each.")
  private boolean cohorts;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  public LearningQuality(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(events)) {
      throw Failure.because("no such file: " + events);
    }
    Definition definition = DefinitionFile.load(definitions);
    Churn churn = definition.churn();
    if (churn == null) {
      throw Failure.because(definitions + " has no section 'churn'");
    }
    String circumstances = ResultsFile.circumstances();
    err.println("reading ...");
    History history = history(definition, churn);
    Inputs inputs = Inputs.of(definition, churn.features());
    SortedMap<Long, List<Example>> examples = Labels.of(history, churn, inputs);
    String figures =
        new ChurnStudy(churn, inputs, examples, err::println).run(recency(definition, churn));
    Segments segments = definition.segments();
    if (segments != null) {
      Inputs columns = Inputs.of(definition, segments.features());
      figures += "\n" + new SegmentStudy(history, segments, columns, err::println).run();
    }
    String heading =
        String.format(
            Locale.ROOT,
            "Learning quality: %s%s, %,d examples of %,d ticks, %d columns",
            events.getFileName(),
            cohorts ? " by cohorts" : "",
            examples.values().stream().mapToInt(List::size).sum(),
            examples.size(),
            inputs.columns().size());
    out.println(circumstances);
    out.println();
    out.println(heading);
    out.println();
    out.print(figures);
    if (write) {
      err.println("written to " + ResultsFile.append(heading, circumstances, figures));
    }
    return Failure.DONE;
  }

  private History history(Definition definition, Churn churn) throws IOException {
    List<Event> all = EventReader.read(events, definition.events());
    if (!cohorts) {
      return HistoryReader.read(all, Map.of(), definition, churn.activity());
    }
    Cohorts moved = Cohorts.byCategory(all);
    return HistoryReader.read(moved.events(), moved.ends(), definition, churn.activity());
  }

  /** The first input that says how long ago something was; empty where there is none. */
  private static String recency(Definition definition, Churn churn) {
    return definition.features().stream()
        .filter(feature -> feature.aggregate() == Aggregate.RECENCY)
        .map(Feature::name)
        .filter(churn.features()::contains)
        .findFirst()
        .orElse("");
  }
}
