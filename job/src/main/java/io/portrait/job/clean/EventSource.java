package io.portrait.job.clean;

import io.portrait.definition.Definition;
import io.portrait.event.EventRules;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The user events of a Kafka topic. */
public final class EventSource {

  /** How often partitions compare their watermarks, by the clock. */
  private static final Duration ALIGN_EVERY = Duration.ofMillis(200);

  private static final Duration LEAST_DRIFT = Duration.ofDays(1);

  private EventSource() {}

  /**
   * Reads the topic from where the configuration says; the offsets that count are those in the
   * checkpoint, where there are some.
   *
   * <p>A partition may run ahead of the slowest by the longest window (at least a day): what it
   * reads beyond that would only wait in state.
   */
  public static DataStream<RawEvent> from(StreamExecutionEnvironment env, JobConfig config) {
    return env.fromSource(kafka(config), watermarks(config.definition()), Uids.EVENTS)
        .uid(Uids.EVENTS);
  }

  /**
   * A watermark per partition, with idleness and alignment.
   *
   * <p>A record's timestamp stays Kafka's, which says when it arrived: the event has its own time,
   * and {@link EventWatermarks} asks the event. So the sink can tell how long a row took.
   */
  public static WatermarkStrategy<RawEvent> watermarks(Definition definition) {
    EventRules rules = definition.events();
    Duration drift = Duration.ofMillis(definition.longestWindowMillis());
    return WatermarkStrategy.<RawEvent>forGenerator(
            context -> new EventWatermarks(rules.maxOutOfOrderness()))
        .withTimestampAssigner((record, kafkaTime) -> kafkaTime)
        .withIdleness(rules.idleAfter())
        .withWatermarkAlignment(
            "events", drift.compareTo(LEAST_DRIFT) < 0 ? LEAST_DRIFT : drift, ALIGN_EVERY);
  }

  private static KafkaSource<RawEvent> kafka(JobConfig config) {
    JobConfig.Kafka kafka = config.kafka();
    KafkaSourceBuilder<RawEvent> builder =
        KafkaSource.<RawEvent>builder()
            .setBootstrapServers(kafka.bootstrap())
            .setTopics(kafka.topic())
            .setGroupId(kafka.group())
            .setStartingOffsets(kafka.start().offsets())
            .setDeserializer(
                new EventDeserializer(config.definition().events(), config.pseudonyms()))
            // Kafka's own metrics, a few hundred a client, flood the log with warnings.
            .setProperty("register.consumer.metrics", "false");
    kafka.properties().forEach(builder::setProperty);
    if (kafka.bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return builder.build();
  }
}
