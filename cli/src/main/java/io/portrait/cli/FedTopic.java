package io.portrait.cli;

import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.RecordSource;
import io.portrait.cli.feed.Topic;
import io.portrait.cli.status.Numbers;
import io.portrait.event.EventRules;
import io.portrait.job.Tally;
import java.util.Locale;
import java.util.Map;

/** A topic that a whole source goes through, and its job's way through it. */
final class FedTopic {

  private final Console console;
  private final Feeder feeder;

  /**
   * @param topic there already, for this one source
   */
  FedTopic(Console console, DataDirectory directory, Topic topic, EventRules rules) {
    this.console = console;
    this.feeder =
        new Feeder(topic, FeedPositions.load(directory.temporary().resolve("feed.json")), rules);
  }

  /** Has {@link #feed} return after the record at hand. */
  void stop() {
    feeder.stop();
  }

  /**
   * Feeds the whole source, and says in every partition how far time has come.
   *
   * @return how many records there are
   * @throws Failure if the source is damaged, or Kafka takes nothing
   */
  long feed(RecordSource source) {
    Progress.during(
        console,
        () ->
            String.format(
                Locale.ROOT,
                "feeding     %s lines, %s, %.0f%%",
                Numbers.count(feeder.records()),
                Numbers.bytes(feeder.bytes()),
                feeder.progress() * 100),
        () -> feeder.feed(source));
    // Else the partition that ends first would decide which ticks the others still reach.
    feeder.endOfTime();
    return feeder.records();
  }

  /** How far a job is that reads so many records, a line. */
  static String progress(RunningJob job, Speed speed, long records) {
    Map<String, Long> counters = job.look().counters();
    long in = counters.getOrDefault(Tally.EVENTS_IN, 0L);
    return String.format(
        Locale.ROOT,
        "processing  %s of %s events, %s/s, %s users",
        Numbers.count(in),
        Numbers.count(records),
        Numbers.count(Math.round(speed.of(in))),
        Numbers.count(counters.getOrDefault(Tally.USERS, 0L)));
  }
}
