package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;

import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.ProfilePipeline;
import io.portrait.job.clean.EventSource;
import io.portrait.job.clean.RawEvent;
import io.portrait.job.wire.RawEventWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * How long after the watermark that passes a tick its rows come out scored, and a live row with the
 * model that knows its labels: the picture of the job without its ends, fed by the clock.
 */
final class TickLatency {

  private static final List<Integer> USERS = List.of(10_000, 100_000);

  private final Consumer<String> progress;
  private final Map<Integer, List<TickWatch.Latency>> latencies = new TreeMap<>();

  TickLatency(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Measures every number of users so often. */
  TickLatency measure(FlinkBench flink, Definitions definitions, int rounds) {
    // A minute that all events wait is none that the job needs.
    Definitions prompt =
        Definitions.of(
            definitions
                .text()
                .replaceFirst("max_out_of_orderness: \\S+", "max_out_of_orderness: 1s")
                .replaceFirst("every: 1d", "every: 7d"));
    for (int round = 1; round <= rounds; round++) {
      for (int users : USERS) {
        TickWatch.Latency latency = run(flink, prompt, users);
        progress.accept(
            String.format(
                Locale.ROOT,
                "round %d  %,d users: rows after %.2f s, a live row after %.2f s",
                round,
                users,
                latency.lastRowSeconds(),
                latency.liveSeconds()));
        latencies.computeIfAbsent(users, unseen -> new ArrayList<>()).add(latency);
      }
    }
    return this;
  }

  private static TickWatch.Latency run(FlinkBench flink, Definitions definitions, int users) {
    TickEvents events = new TickEvents(users);
    StreamExecutionEnvironment env = flink.environment();
    ProfileJob.configure(env);
    JobConfig config = LearningWorkload.config(definitions);
    DataGeneratorSource<RawEvent> source =
        new DataGeneratorSource<>(
            events,
            events.all(),
            new ClockPace(events.before(), TickEvents.LIVE_PER_SECOND),
            RawEventWire.TYPE);
    DataStream<RawEvent> raw =
        env.fromSource(source, EventSource.watermarks(definitions.definition()), "events")
            .uid("events")
            .setParallelism(1)
            .transform("at-source", RawEventWire.TYPE, new TickWatch.AtSource<>())
            .uid("at-source")
            .setParallelism(1);
    ProfilePipeline.draw(Arrival.mark(raw), config, sinks());
    TickWatch.forget();
    flink.run(env, "latency", events.all(), RowCount.ROWS, () -> {});
    return TickWatch.latency();
  }

  private static ProfilePipeline.Sinks sinks() {
    return new ProfilePipeline.Sinks(
        profiles ->
            RowCount.end(
                profiles,
                row -> {
                  TickWatch.see(row);
                  return true;
                }),
        history -> discard(history, "history"),
        rejected -> discard(rejected, "rejected"),
        labels -> discard(labels, "labels"),
        alerts -> discard(alerts, "alerts"),
        changes -> discard(changes, "changes"),
        models ->
            discard(
                models
                    .filter(
                        report -> {
                          TickWatch.see(report);
                          return true;
                        })
                    .uid("seen-reports"),
                "reports"));
  }

  private static <T> void discard(DataStream<T> stream, String uid) {
    stream.sinkTo(new DiscardingSink<>()).name(uid).uid("no-" + uid);
  }

  /** The median seconds of the most users until the last row of the tick, or a live row. */
  double worstSeconds() {
    return latencies.values().stream()
        .mapToDouble(all -> Math.max(lastRow(all), live(all)))
        .max()
        .orElse(Double.NaN);
  }

  private static double lastRow(List<TickWatch.Latency> all) {
    return Rounds.median(all.stream().mapToDouble(TickWatch.Latency::lastRowSeconds).toArray());
  }

  private static double live(List<TickWatch.Latency> all) {
    return Rounds.median(all.stream().mapToDouble(TickWatch.Latency::liveSeconds).toArray());
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "users of the tick",
                "last row of the tick, s",
                "live row of its model, s",
                "most"));
    latencies.forEach(
        (users, all) ->
            table.add(
                List.of(
                    cell("%,.0f", (double) users),
                    cell("%.2f", lastRow(all)),
                    cell("%.2f", live(all)),
                    cell("%.2f", most(all)))));
    return table.toString();
  }

  private static double most(List<TickWatch.Latency> all) {
    return all.stream()
        .map(each -> Math.max(each.lastRowSeconds(), each.liveSeconds()))
        .max(Comparator.naturalOrder())
        .orElse(Double.NaN);
  }
}
