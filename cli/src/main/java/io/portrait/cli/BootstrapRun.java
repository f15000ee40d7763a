package io.portrait.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.History;
import io.portrait.cli.feed.Topic;
import io.portrait.cli.status.Numbers;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.SavedJob;
import io.portrait.job.Uids;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A history through a topic of its own and the very job, which stops with a savepoint behind it.
 *
 * <p>What the job remembers then is what it would remember had it run all along. Only where it was
 * in the topic means nothing to the next one, and is taken out of the savepoint: that one begins
 * where its configuration says.
 */
final class BootstrapRun {

  private static final String TOPIC = "user-events-bootstrap-";
  private static final long LOOK_EVERY_MILLIS = 500;

  private final Console console;
  private final PlaceOptions places;
  private final DataDirectory directory;
  private final Definitions definitions;
  private final Parts parts;
  private final StopSignal stop;
  private final @Nullable Integer maxParallelism;

  /**
   * @param maxParallelism of the savepoint; null for Flink's choice
   */
  BootstrapRun(
      Console console,
      PlaceOptions places,
      DataDirectory directory,
      Definitions definitions,
      Parts parts,
      StopSignal stop,
      @Nullable Integer maxParallelism) {
    this.console = console;
    this.places = places;
    this.directory = directory;
    this.definitions = definitions;
    this.parts = parts;
    this.stop = stop;
    this.maxParallelism = maxParallelism;
  }

  /**
   * What came of it.
   *
   * @param generation of the rows that were written
   * @param latest event time, epoch milliseconds
   * @param withoutId events without an id
   * @param leftOut events that were not before the end asked for
   * @param records of the history
   */
  record Done(
      Path savepoint,
      long generation,
      Summary summary,
      long latest,
      long withoutId,
      long leftOut,
      long records) {

    /** Says what came of it and what to do next; the last line is a JSON object. */
    void report(Console console, @Nullable Path dataDirectory) {
      console.err().println("Savepoint   " + savepoint);
      if (dataDirectory == null) {
        console
            .err()
            .println(
                "Next        flink run -s SAVEPOINT, with generation: "
                    + generation
                    + " and kafka.start: earliest, or a time not after "
                    + Instant.ofEpochMilli(latest));
      } else {
        console
            .err()
            .println("Next        ./portrait up --data-dir " + dataDirectory + " goes on from it");
      }
      if (withoutId > 0) {
        console
            .err()
            .println(
                "            "
                    + Numbers.count(withoutId)
                    + " events have no event_id: of those, none of the topic may be read again");
      }
      ObjectNode json = summary.json();
      json.put("left_out", leftOut);
      json.put("without_event_id", withoutId);
      json.put("latest", Instant.ofEpochMilli(latest).toString());
      json.put("generation", generation);
      json.put("savepoint", savepoint.toString());
      console.out().println(json);
    }
  }

  /**
   * Feeds the history, has it processed, and saves the job.
   *
   * @param history closed by this
   * @throws Failure if it is damaged or has no event, the job fails for good, or a stop is asked
   *     for
   */
  Done run(History history, Path savepoints) {
    RunState state = directory.state().rewritten();
    directory.save(state);
    String name = TOPIC + definitions.definition().project() + "-" + state.generation();
    try (history;
        Topic topic = Topic.of(parts.broker(), name)) {
      // One that was killed may have left its topic behind.
      topic.deleteAll(parts.kafkaName().equals("embedded") ? TOPIC : name);
      topic.make(places.parallelism);
      try {
        long records = feed(history, topic);
        long start = System.nanoTime();
        RunningJob job = parts.flink().submit(draw(name, state.generation()), Optional.empty());
        Path savepoint = process(job, topic, records, savepoints);
        Summary summary =
            new Summary(job.result().join(), Duration.ofNanos(System.nanoTime() - start));
        return new Done(
            savepoint,
            state.generation(),
            summary,
            history.latest(),
            history.withoutId(),
            history.leftOut(),
            records);
      } finally {
        topic.deleteAll(name);
      }
    } catch (IOException e) {
      throw Failure.because(Failure.reason(e), e);
    }
  }

  /** Has the next {@code up} of the data directory go on from it. */
  void register(Done done, String topicName) {
    try (Topic topic = Topic.of(parts.broker(), topicName)) {
      topic.make(places.parallelism);
      directory.save(
          directory
              .state()
              .bootstrapped(
                  parts.kafkaName() + "/" + topicName,
                  definitions.definition().project(),
                  Topic.total(topic.beginnings()) - done.records(),
                  done.savepoint().toString()));
    }
  }

  private long feed(History history, Topic topic) {
    FedTopic fed = new FedTopic(console, directory, topic, definitions.definition().events());
    Thread watch = new Thread(() -> stopWhenAsked(fed), "portrait-stop");
    watch.setDaemon(true);
    watch.start();
    long records;
    try {
      records = fed.feed(history);
    } finally {
      watch.interrupt();
    }
    checkStop();
    if (history.latest() == Long.MIN_VALUE) {
      throw Failure.because(
          "the history has no event"
              + (history.leftOut() == 0
                  ? ""
                  : " before --until: " + Numbers.count(history.leftOut()) + " were left out"));
    }
    return records;
  }

  private void stopWhenAsked(FedTopic fed) {
    while (!Thread.currentThread().isInterrupted()) {
      if (stop.await(LOOK_EVERY_MILLIS) && stop.asked()) {
        fed.stop();
        return;
      }
    }
  }

  private StreamExecutionEnvironment draw(String topicName, long generation) {
    StreamExecutionEnvironment environment = parts.flink().environment("portrait bootstrap");
    if (maxParallelism != null) {
      environment.setMaxParallelism(maxParallelism);
    }
    ProfileJob.draw(
        environment,
        new JobConfig(
            definitions.definition(),
            definitions.text(),
            // It tells nobody: what happened then is no news.
            new JobConfig.Kafka(
                parts.kafka(), topicName, topicName, false, parts.broker().properties()),
            parts.jobRedis(),
            parts.warehouse(),
            places.embedding(),
            new ImportedModels(directory.root(), definitions.definition()).all(),
            generation,
            UserNames.required(definitions.definition())));
    return environment;
  }

  private Path process(RunningJob job, Topic topic, long records, Path savepoints) {
    Speed speed = new Speed();
    Path savepoint =
        Progress.during(
            console,
            () -> FedTopic.progress(job, speed, records),
            () -> {
              while (!topic.isReadBy(topic.name())) {
                check(job);
                stop.await(LOOK_EVERY_MILLIS);
              }
              // Without what was deleted: of whoever was erased in the history nothing is left.
              return job.stopWithSavepoint(savepoints, true);
            });
    try {
      SavedJob.open(EmbeddedFlink.address(savepoint)).forget(Uids.EVENTS);
    } catch (IOException e) {
      throw Failure.because(savepoint + ": " + Failure.reason(e), e);
    }
    return savepoint;
  }

  private void check(RunningJob job) {
    checkStop();
    parts
        .failure()
        .ifPresent(
            reason -> {
              throw Failure.because(reason);
            });
    if (job.look().state().isGloballyTerminalState()) {
      try {
        job.result().join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof Failure failure
            ? failure
            : Failure.because("the job failed: " + Failure.reason(e), e);
      }
      throw Failure.because("the job has ended by itself");
    }
  }

  private void checkStop() {
    if (stop.asked()) {
      throw Failure.interrupted("stopped: there is no savepoint; rows written so far stay");
    }
  }
}
