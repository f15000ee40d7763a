package io.portrait.job.sink;

import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The topics that say what happened to users, one JSON object a record, the user's id as its key:
 * exactly once for those who read what is committed, a moment after each checkpoint.
 *
 * <p>A job over a bounded topic rewrites history: it tells nobody.
 */
public final class KafkaTopics {

  /** Below the least that brokers allow by default, and longer than any restart. */
  private static final String TRANSACTION_MILLIS = String.valueOf(15 * 60 * 1000);

  private final JobConfig.Kafka kafka;
  private final String project;

  /** As a job is told. */
  public KafkaTopics(JobConfig config) {
    kafka = config.kafka();
    project = config.definition().project();
  }

  /** Tells of users whose probability to churn has risen above the threshold. */
  public void churnAlerts(DataStream<ChurnAlert> alerts) {
    tell(alerts, new UserRecords.Alerts(kafka.alerts()), kafka.alerts(), Uids.KAFKA_CHURN_ALERTS);
  }

  /** Tells of users who belong to another segment than before. */
  public void segmentChanges(DataStream<SegmentChange> changes) {
    tell(
        changes,
        new UserRecords.Changes(kafka.changes()),
        kafka.changes(),
        Uids.KAFKA_SEGMENT_CHANGES);
  }

  private <T> void tell(
      DataStream<T> values, KafkaRecordSerializationSchema<T> records, String topic, String uid) {
    if (topic.isEmpty() || kafka.bounded()) {
      return;
    }
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    properties.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    values
        .sinkTo(
            KafkaSink.<T>builder()
                .setBootstrapServers(kafka.bootstrap())
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(project + "-" + topic)
                .setRecordSerializer(records)
                .build())
        .setParallelism(1)
        .name(uid)
        .uid(uid);
  }
}
