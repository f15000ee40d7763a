package io.portrait.benchmark.learning;

import io.portrait.benchmark.MarkdownTable;
import io.portrait.definition.Segments;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import io.portrait.learning.KMeansSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Segments of the users of every tick, found in different ways. */
final class SegmentStudy {

  private final Segments segments;
  private final KMeansSpec spec;
  private final SortedMap<Long, List<Example>> ticks = new TreeMap<>();
  private final Consumer<String> progress;

  /**
   * Of users with such columns. A tick with fewer users than two a segment is left out.
   *
   * @param progress told of every model
   */
  SegmentStudy(History history, Segments segments, Inputs inputs, Consumer<String> progress) {
    this.segments = segments;
    this.progress = progress;
    spec = new KMeansSpec(inputs.columns(), segments.count(), segments.decay(), segments.block());
    history
        .ticks()
        .forEach(
            (tick, users) -> {
              if (users.size() >= 2 * segments.count()) {
                ticks.put(tick, users.stream().map(user -> example(user, inputs)).toList());
              }
            });
  }

  private static Example example(Observation user, Inputs inputs) {
    long tick = user.tickMillis();
    return new Example(user.userId(), tick, tick, inputs.of(user.values()), Double.NaN, 1);
  }

  /** Runs all models. */
  String run() {
    MarkdownTable table =
        new MarkdownTable(
            List.of("segments", "inertia per point", "switch at a tick", "relabelled"));
    SegmentScores batch = scores("batch k-means at each tick", new BatchSegments(spec));
    add(table, "batch k-means at each tick", batch, batch);
    String nearest = "k-means online, nearest segment";
    add(table, nearest, scores(nearest, new OnlineSegments(spec, 1)), batch);
    String steady = "- switching below " + segments.switchBelow() + " of the distance";
    add(table, steady, scores(steady, new OnlineSegments(spec, segments.switchBelow())), batch);
    return table.toString();
  }

  private SegmentScores scores(String label, SegmentModel model) {
    progress.accept(label);
    return SegmentScores.of(ticks, model);
  }

  private static void add(
      MarkdownTable table, String label, SegmentScores scores, SegmentScores batch) {
    table.add(
        List.of(
            label,
            MarkdownTable.cell("%.3f", scores.inertiaBeside(batch)),
            MarkdownTable.cell("%.1f %%", 100 * scores.switched()),
            MarkdownTable.cell("%.1f %%", 100 * scores.relabelled())));
  }
}
