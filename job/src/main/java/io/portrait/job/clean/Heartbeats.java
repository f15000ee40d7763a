package io.portrait.job.clean;

import io.portrait.event.Heartbeat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * {@link Heartbeat} as a Kafka record: without a value, and with a header {@value #HEADER} that
 * holds the time, epoch milliseconds as decimal text. It counts as no record.
 */
public final class Heartbeats {

  /** The name of the header. */
  public static final String HEADER = "portrait.heartbeat";

  private Heartbeats() {}

  /** A record that says how far time has come in a partition. */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, Heartbeat heartbeat) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, null);
    byte[] time = String.valueOf(heartbeat.timeMillis()).getBytes(StandardCharsets.US_ASCII);
    record.headers().add(HEADER, time);
    return record;
  }

  /** Reads one; empty where a record is none. */
  public static Optional<Heartbeat> of(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(HEADER);
    boolean hasValue = record.value() != null && record.value().length > 0;
    if (header == null || header.value() == null || hasValue) {
      return Optional.empty();
    }
    try {
      String time = new String(header.value(), StandardCharsets.US_ASCII);
      return Optional.of(new Heartbeat(Long.parseLong(time)));
    } catch (NumberFormatException noTime) {
      return Optional.empty();
    }
  }
}
