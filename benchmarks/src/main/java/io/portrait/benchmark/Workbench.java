package io.portrait.benchmark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.RecordSource;
import io.portrait.cli.feed.Topic;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.job.JobConfig;
import io.portrait.job.Tally;
import io.portrait.offline.OfflineCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A broker with one topic and a Flink cluster, set up as {@code portrait replay} does. Each run has
 * a Redis, a warehouse and a consumer group of its own.
 */
final class Workbench implements AutoCloseable {

  private static final String TOPIC = "user-events";

  private final Path folder;
  private final Definitions definitions;
  private final int parallelism;
  private final EmbeddedKafka kafka;
  private final FlinkBench flink;
  private long fed;
  private int runs;

  private Workbench(
      Path folder,
      Definitions definitions,
      int parallelism,
      EmbeddedKafka kafka,
      FlinkBench flink) {
    this.folder = folder;
    this.definitions = definitions;
    this.parallelism = parallelism;
    this.kafka = kafka;
    this.flink = flink;
  }

  /**
   * Starts the broker and the cluster.
   *
   * @param folder empty; left to the caller
   */
  static Workbench start(Path folder, Definitions definitions, int parallelism) throws IOException {
    EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    try {
      FlinkBench flink = FlinkBench.start(folder, parallelism);
      return new Workbench(folder, definitions, parallelism, kafka, flink);
    } catch (IOException | RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** Puts all records of a source into the topic. */
  void feed(RecordSource source) {
    try (Topic topic = Topic.of(kafka.bootstrap(), TOPIC)) {
      topic.make(parallelism);
      FeedPositions positions = FeedPositions.load(folder.resolve("feed.json"));
      new Feeder(topic, positions, definitions.definition().events()).feed(source);
      fed = Topic.total(topic.ends());
    }
    if (fed == 0) {
      throw Failure.because("there are no events to measure with");
    }
  }

  /** Records in the topic. */
  long fed() {
    return fed;
  }

  /**
   * Runs a stage over the whole topic.
   *
   * @throws Failure if it fails, or does not read every record once
   */
  Measurement run(Stage stage, int round) throws IOException {
    Path place = folder.resolve("run-" + ++runs);
    try (EmbeddedRedis redis = EmbeddedRedis.start(place.resolve("redis"), 0)) {
      StreamExecutionEnvironment environment = flink.environment();
      JobConfig config = config(stage.of(definitions), redis, place.resolve("warehouse"));
      stage.draw(environment, config);
      return measure(environment, redis, stage, round);
    } finally {
      MoreFiles.deleteRecursively(place, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private Measurement measure(
      StreamExecutionEnvironment environment, EmbeddedRedis redis, Stage stage, int round) {
    ProcessHandle server = serverProcess();
    Run run =
        flink.run(environment, stage.label(), fed, Tally.ROWS_WRITTEN, () -> requireRunning(redis));
    return new Measurement(
        stage.label(),
        round,
        run,
        server.info().totalCpuDuration().map(work -> work.toNanos() / 1e3).orElse(Double.NaN),
        Memory.peakMebibytes(server));
  }

  private JobConfig config(Definitions what, EmbeddedRedis redis, Path warehouse) {
    return new JobConfig(
        what.definition(),
        what.text(),
        new JobConfig.Kafka(kafka.bootstrap(), TOPIC, "run-" + runs, true, Map.of()),
        new JobConfig.Redis(redis.uri(), "", ""),
        OfflineCatalog.local(warehouse),
        EmbeddingSettings.DEFAULT,
        Map.of(),
        0);
  }

  /** Without Redis the job would only wait. */
  private static void requireRunning(EmbeddedRedis redis) {
    if (!redis.running()) {
      throw Failure.because("redis-server has stopped");
    }
  }

  private static ProcessHandle serverProcess() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").contains("/redis-server"))
        .findFirst()
        .orElseThrow(() -> Failure.because("redis-server is not among the processes"));
  }

  @Override
  public void close() {
    try {
      flink.close();
    } finally {
      kafka.close();
    }
  }
}
