package io.portrait.cli;

import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.Topic;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A file through a topic of its own and a job that ends with it. */
final class ReplayRun {

  static final String TOPIC = "user-events-replay-";

  private final Console console;
  private final PlaceOptions places;
  private final DataDirectory directory;
  private final Definitions definitions;
  private final Parts parts;

  ReplayRun(
      Console console,
      PlaceOptions places,
      DataDirectory directory,
      Definitions definitions,
      Parts parts) {
    this.console = console;
    this.places = places;
    this.directory = directory;
    this.definitions = definitions;
    this.parts = parts;
  }

  /**
   * Feeds the whole file, then runs the job until it has processed all of it.
   *
   * @throws Failure if the file is damaged, or the job fails for good
   */
  Summary run(Path events) {
    RunState state = directory.state().rewritten();
    directory.save(state);
    String name = topicOf(definitions.definition().project(), state.generation());
    try (Topic topic = Topic.of(parts.broker(), name)) {
      // One that was killed may have left its topic behind.
      topic.deleteAll(parts.kafkaName().equals("embedded") ? TOPIC : name);
      topic.make(places.parallelism);
      try {
        long records = feed(events, topic);
        directory.publish(endpoints(name));
        return process(name, state.generation(), records);
      } finally {
        topic.deleteAll(name);
      }
    }
  }

  /** The topic that a replay reads its file through, and leaves nothing of. */
  static String topicOf(String project, long generation) {
    return TOPIC + project + "-" + generation;
  }

  private long feed(Path events, Topic topic) {
    try (FileSource source = FileSource.open(events)) {
      return new FedTopic(console, directory, topic, definitions.definition().events())
          .feed(source);
    } catch (IOException e) {
      throw Failure.because(Failure.reason(e), e);
    }
  }

  private Summary process(String topicName, long generation, long records) {
    StreamExecutionEnvironment environment = parts.flink().environment("portrait replay");
    ProfileJob.draw(
        environment,
        new JobConfig(
            definitions.definition(),
            definitions.text(),
            new JobConfig.Kafka(
                parts.kafka(), topicName, topicName, true, parts.broker().properties()),
            parts.jobRedis(),
            parts.warehouse(),
            places.embedding(),
            new ImportedModels(directory.root(), definitions.definition()).all(),
            generation,
            UserNames.required(definitions.definition())));
    long start = System.nanoTime();
    RunningJob job = parts.flink().submit(environment, Optional.empty());
    Speed speed = new Speed();
    CompletableFuture<Map<String, Long>> result = job.result();
    Map<String, Long> counters =
        Progress.during(console, () -> FedTopic.progress(job, speed, records), () -> await(result));
    return new Summary(counters, Duration.ofNanos(System.nanoTime() - start));
  }

  /** Looks at the embedded parts meanwhile: without them the job would only wait. */
  private Map<String, Long> await(CompletableFuture<Map<String, Long>> result) {
    while (true) {
      try {
        return result.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        parts
            .failure()
            .ifPresent(
                reason -> {
                  throw Failure.because(reason);
                });
      } catch (ExecutionException | CompletionException e) {
        throw e.getCause() instanceof Failure failure
            ? failure
            : Failure.because("the job failed: " + Failure.reason(e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.because("interrupted", e);
      }
    }
  }

  private Endpoints endpoints(String topicName) {
    return new Endpoints(
        ProcessHandle.current().pid(),
        parts.kafka(),
        topicName,
        parts.redis().uri(),
        parts.warehousePlace(),
        parts.flink().dashboard().toString());
  }
}
