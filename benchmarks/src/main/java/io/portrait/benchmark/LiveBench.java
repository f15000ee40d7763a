package io.portrait.benchmark;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.Ports;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.Topic;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.job.JobConfig;
import io.portrait.job.Tally;
import io.portrait.job.metrics.RecentHistogram;
import io.portrait.offline.OfflineCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job as it runs live, with a broker, a Redis and a load of its own, in this process. */
final class LiveBench implements AutoCloseable {

  private static final String TOPIC = "user-events";
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;

  /** So old may what was read be when it is asked for, and a checkpoint may be under way. */
  private static final double KEPT_UP_WITHIN_SECONDS = 2;

  private static final Duration DRAIN_WITHIN = Duration.ofMinutes(10);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Definitions definitions;
  private final EmbeddedKafka kafka;
  private final EmbeddedRedis redis;
  private final EmbeddedFlink flink;
  private final OwnFreshness own;
  private final LiveLoad load;
  private final Path folder;
  private RunningJob job;

  /**
   * What was measured at a rate.
   *
   * @param perSecond events read
   * @param probes how long users who come once took, microseconds
   * @param rowsMedian what the job says of half of its rows, milliseconds
   * @param rowsHundredth and of all but a hundredth
   * @param behind events that were sent and not read in the end
   */
  record Figures(
      double perSecond, Histogram probes, double rowsMedian, double rowsHundredth, long behind) {

    @Override
    public String toString() {
      return "%,.0f events/s, probes p50 %,.0f ms, p99 %,.0f ms; rows p50 %,.0f ms, p99 %,.0f ms"
          .formatted(
              perSecond,
              probes.getValueAtPercentile(50) / 1e3,
              probes.getValueAtPercentile(99) / 1e3,
              rowsMedian,
              rowsHundredth);
    }
  }

  @SuppressWarnings("NullAway.Init") // the job is there from catchUp on
  private LiveBench(Path folder, Definitions definitions, int parallelism, int users)
      throws IOException {
    this.folder = folder;
    this.definitions = definitions;
    try {
      kafka = started(EmbeddedKafka.start(folder.resolve("kafka"), 0));
      redis = started(EmbeddedRedis.start(folder.resolve("redis"), 0));
      int metricsPort = Ports.free(0, "metrics");
      flink =
          started(
              EmbeddedFlink.start(
                  new EmbeddedFlink.Settings(
                      parallelism,
                      0,
                      CHECKPOINT_INTERVAL,
                      1,
                      folder.resolve("checkpoints"),
                      folder.resolve("flink.log"),
                      Files.createDirectories(folder.resolve("flink")),
                      OptionalInt.of(metricsPort))));
      own = new OwnFreshness(metricsPort);
      try (Topic topic = Topic.of(kafka.bootstrap(), TOPIC)) {
        topic.make(parallelism);
      }
      load = started(new LiveLoad(kafka.bootstrap(), TOPIC, users));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything but the job.
   *
   * @param folder empty; left to the caller
   */
  static LiveBench start(Path folder, Definitions definitions, int parallelism, int users)
      throws IOException {
    return new LiveBench(folder, definitions, parallelism, users);
  }

  private <T extends AutoCloseable> T started(T part) {
    started.push(part);
    return part;
  }

  /** Has the job read a backlog; how many events a second it read between a third and the end. */
  double catchUp(long backlog) throws IOException, InterruptedException {
    load.burst(backlog);
    StreamExecutionEnvironment environment = flink.environment();
    Stage.WHOLE.draw(environment, config());
    job = flink.submit(environment, Optional.empty());
    started.push(() -> job.stopWithSavepoint(folder.resolve("savepoints"), false));
    await(backlog / 3);
    long from = read();
    long start = System.nanoTime();
    await(backlog);
    return (read() - from) / secondsSince(start);
  }

  /**
   * Whether nothing piles up at a rate.
   *
   * @param perSecond events
   * @param seconds how long it is tried, after half as long
   */
  boolean keepsUpWith(double perSecond, long seconds) throws InterruptedException {
    load.run(perSecond, Math.max(1, seconds / 2), null);
    load.run(perSecond, seconds, null);
    boolean isKeptUpWith = load.sent() - read() <= perSecond * KEPT_UP_WITHIN_SECONDS;
    await(load.sent());
    return isKeptUpWith;
  }

  /** Sends at a rate it can, half as long before anything is measured. */
  Figures at(double perSecond, long seconds) throws InterruptedException {
    load.run(perSecond, Math.max(5, seconds / 2), null);
    own.forget();
    long from = read();
    long start = System.nanoTime();
    try (Probes probes = new Probes(redis.uri(), definitions.definition().project())) {
      for (long left = seconds; left > 0; left -= RecentHistogram.INTERVAL.toSeconds()) {
        load.run(perSecond, Math.min(left, RecentHistogram.INTERVAL.toSeconds() + 1), probes);
        own.look();
      }
      double read = (read() - from) / secondsSince(start);
      long behind = load.sent() - read();
      long deadline = System.nanoTime() + DRAIN_WITHIN.toNanos();
      while (probes.waiting() > 0) {
        look(deadline);
      }
      await(load.sent());
      return new Figures(read, probes.micros(), own.median(), own.hundredth(), behind);
    }
  }

  private long read() {
    return job.look().counters().getOrDefault(Tally.EVENTS_IN, 0L);
  }

  private void await(long events) throws InterruptedException {
    long deadline = System.nanoTime() + DRAIN_WITHIN.toNanos();
    while (read() < events) {
      look(deadline);
    }
  }

  private void look(long deadline) throws InterruptedException {
    RunningJob.Sight sight = job.look();
    if (sight.state().isGloballyTerminalState() || !redis.running()) {
      throw Failure.because("the job has ended: " + sight.failure().orElse("Redis has stopped"));
    }
    if (System.nanoTime() > deadline) {
      throw Failure.because("the job does not read what there is within " + DRAIN_WITHIN);
    }
    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private JobConfig config() {
    return new JobConfig(
        definitions.definition(),
        definitions.text(),
        new JobConfig.Kafka(kafka.bootstrap(), TOPIC, "freshness", false, Map.of()),
        new JobConfig.Redis(redis.uri(), "", ""),
        OfflineCatalog.local(folder.resolve("warehouse")),
        EmbeddingSettings.DEFAULT,
        Map.of(),
        0);
  }

  /** What was started last goes first: the job before its cluster. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw Failure.because("a part did not stop cleanly: " + Failure.reason(e), e);
      }
    }
  }
}
