package io.portrait.job.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What happened to a user as a record of a topic: the id as key, one JSON object as value. */
abstract class UserRecords<T> implements KafkaRecordSerializationSchema<T> {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;

  private UserRecords(String topic) {
    this.topic = topic;
  }

  abstract String userId(T value);

  abstract long timeMillis(T value);

  abstract void describe(T value, ObjectNode json);

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T value, KafkaSinkContext context, @Nullable Long timestamp) {
    ObjectNode json = JSON.createObjectNode();
    json.put("user_id", userId(value));
    json.put("as_of", Instant.ofEpochMilli(timeMillis(value)).toString());
    describe(value, json);
    try {
      return new ProducerRecord<>(
          topic,
          null,
          timeMillis(value),
          userId(value).getBytes(StandardCharsets.UTF_8),
          JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of " + value, e);
    }
  }

  /**
   * {@code {"user_id":"u-42","as_of":"2026-11-20T00:00:00Z","probability":0.74,"threshold":0.7,
   * "model_version":412,"reasons":["no purchase for 41 days: +0.18"]}}.
   */
  static final class Alerts extends UserRecords<ChurnAlert> {

    private static final long serialVersionUID = 1L;

    Alerts(String topic) {
      super(topic);
    }

    @Override
    String userId(ChurnAlert alert) {
      return alert.userId();
    }

    @Override
    long timeMillis(ChurnAlert alert) {
      return alert.tickMillis();
    }

    @Override
    void describe(ChurnAlert alert, ObjectNode json) {
      json.put("probability", alert.probability());
      json.put("threshold", alert.threshold());
      json.put("model_version", alert.modelVersion());
      alert.reasons().forEach(json.putArray("reasons")::add);
    }
  }

  /**
   * {@code {"user_id":"u-42","as_of":"2026-11-20T00:00:00Z","from":2,"to":5,"model_version":17}};
   * {@code from} is null of a user who had none.
   */
  static final class Changes extends UserRecords<SegmentChange> {

    private static final long serialVersionUID = 1L;

    Changes(String topic) {
      super(topic);
    }

    @Override
    String userId(SegmentChange change) {
      return change.userId();
    }

    @Override
    long timeMillis(SegmentChange change) {
      return change.tickMillis();
    }

    @Override
    void describe(SegmentChange change, ObjectNode json) {
      json.put("from", change.from() == SegmentChange.NONE ? null : (Integer) change.from());
      json.put("to", change.to());
      json.put("model_version", change.modelVersion());
    }
  }
}
