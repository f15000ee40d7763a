package io.portrait.job.sink;

import io.portrait.definition.Definition;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that say what happened to users, one JSON object a record, the user's id as its key:
 * exactly once for those who read what is committed, a moment after each checkpoint.
 *
 * <p>A job over a bounded topic rewrites history: it tells nobody.
 */
public final class KafkaTopics {

  /** Below the least that brokers allow by default, and longer than any restart. */
  private static final String TRANSACTION_MILLIS = String.valueOf(15 * 60 * 1000);

  private static final String ANSWER_WITHIN = "20000";

  private final JobConfig.Kafka kafka;
  private final String project;

  /** As a job is told. */
  public KafkaTopics(JobConfig config) {
    kafka = config.kafka();
    project = config.definition().project();
  }

  /**
   * Makes the topics that are not there, as the broker makes topics by default: without them the
   * job would only wait.
   *
   * @throws IllegalArgumentException in one line, if one is not there and cannot be made
   */
  public void ensure(Definition definition) {
    Set<String> wanted = new TreeSet<>();
    if (definition.churn() != null) {
      wanted.add(kafka.alerts());
    }
    if (definition.segments() != null) {
      wanted.add(kafka.changes());
    }
    wanted.remove("");
    if (wanted.isEmpty() || kafka.bounded()) {
      return;
    }
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN);
    try (Admin admin = Admin.create(properties)) {
      wanted.removeAll(admin.listTopics().names().get());
      List<NewTopic> missing =
          wanted.stream()
              .map(name -> new NewTopic(name, Optional.empty(), Optional.empty()))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException | KafkaException e) {
      boolean isRace = e.getCause() instanceof TopicExistsException;
      if (!isRace) {
        throw new IllegalArgumentException(
            "topics %s cannot be made: %s; make them, or say alerts_topic: \"\" and changes_topic: \"\""
                .formatted(
                    wanted, e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted while asking Kafka", e);
    }
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
