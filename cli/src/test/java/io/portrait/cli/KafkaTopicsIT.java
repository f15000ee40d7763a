package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.sink.KafkaTopics;
import io.portrait.job.wire.ChurnAlertWire;
import io.portrait.job.wire.SegmentChangeWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topics of alerts and changes hold for those who read what is committed. */
class KafkaTopicsIT {

  private static final int ALERTS = 2_000;
  private static final String TEXT =
      """
      project: test
      features: [{name: views, types: [view], aggregate: count, windows: [7d]}]
      segments: {count: 2, features: [views_7d]}
      churn: {activity: [view], horizon: 7d, features: [views_7d]}
      """;
  private static final Definition DEFINITION = DefinitionFile.parse(TEXT, "test");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void a_failure_in_the_middle_tells_nobody_twice_and_forgets_nobody() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      JobConfig config = config(kafka, false);
      KafkaTopics topics = new KafkaTopics(config);
      topics.ensure(DEFINITION);
      topics.ensure(DEFINITION);
      FailsOnce.hasFailed.set(false);

      run(topics);

      assertThat(FailsOnce.hasFailed).isTrue();
      List<ConsumerRecord<String, String>> alerts = committed(kafka, "alarm");
      assertThat(alerts.stream().map(ConsumerRecord::key))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ALERTS).mapToObj(i -> "u-" + i).toList());
      assertThat(json(alerts.get(0)))
          .isEqualTo(
              JSON.readTree(
                  """
                  {"user_id":"u-0","as_of":"1970-01-01T00:00:01Z","probability":0.75,"threshold":0.7,
                   "model_version":3,"reasons":["no view for 41 days: +0.18"]}"""));
      List<ConsumerRecord<String, String>> changes = committed(kafka, "moves");
      assertThat(changes).hasSize(2);
      assertThat(json(changes.get(0)))
          .isEqualTo(
              JSON.readTree(
                  """
                  {"user_id":"u","as_of":"1970-01-01T00:00:01Z","from":null,"to":5,"model_version":4}"""));
      assertThat(json(changes.get(1)).get("from").intValue()).isEqualTo(5);
    }
  }

  @Test
  void a_job_that_rewrites_history_makes_no_topic() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      new KafkaTopics(config(kafka, true)).ensure(DEFINITION);

      try (Topic topic = Topic.of(kafka.bootstrap(), "alarm")) {
        assertThat(topic.exists()).isFalse();
      }
    }
  }

  private static JobConfig config(EmbeddedKafka kafka, boolean bounded) {
    return new JobConfig(
        DEFINITION,
        TEXT,
        new JobConfig.Kafka(
            kafka.bootstrap(), "events", "test", bounded, "alarm", "moves", Map.of()),
        new JobConfig.Redis("", "", ""),
        Map.of(),
        EmbeddingSettings.DEFAULT,
        Map.of(),
        0);
  }

  private static void run(KafkaTopics topics) throws Exception {
    Configuration flink = new Configuration();
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    env.enableCheckpointing(100);
    ProfileJob.configure(env);
    topics.churnAlerts(
        env.fromSource(
                new DataGeneratorSource<>(
                    KafkaTopicsIT::alert,
                    ALERTS,
                    RateLimiterStrategy.perCheckpoint(200),
                    ChurnAlertWire.TYPE),
                WatermarkStrategy.noWatermarks(),
                "alerts")
            .uid("alerts")
            .map(new FailsOnce())
            .returns(ChurnAlertWire.TYPE)
            .uid("fails"));
    topics.segmentChanges(
        env.fromData(
                SegmentChangeWire.TYPE,
                new SegmentChange("u", 1_000, SegmentChange.NONE, 5, 4),
                new SegmentChange("u", 2_000, 5, 1, 5))
            .uid("changes"));
    env.execute();
  }

  private static ChurnAlert alert(long index) {
    return new ChurnAlert("u-" + index, 1_000, 0.75, 0.7, 3, List.of("no view for 41 days: +0.18"));
  }

  private static JsonNode json(ConsumerRecord<String, String> record) throws IOException {
    return JSON.readTree(record.value());
  }

  private static List<ConsumerRecord<String, String>> committed(EmbeddedKafka kafka, String name) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrap(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(name, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  /** Fails once a checkpoint and half of the next are there. */
  private static final class FailsOnce
      implements MapFunction<ChurnAlert, ChurnAlert>, CheckpointListener {

    private static final long serialVersionUID = 1;
    static final AtomicBoolean hasFailed = new AtomicBoolean();

    private int checkpoints;
    private int since;

    @Override
    public ChurnAlert map(ChurnAlert alert) {
      since++;
      if (checkpoints >= 3 && since > 50 && hasFailed.compareAndSet(false, true)) {
        throw new IllegalStateException("injected");
      }
      return alert;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      checkpoints++;
      since = 0;
    }
  }
}
