package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.event.Heartbeat;
import io.portrait.job.clean.Heartbeats;
import io.portrait.shop.GeneratedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to a topic at a steady rate, each once and those of a partition in order, whatever
 * happens to the broker meanwhile.
 */
public final class Load implements AutoCloseable {

  /** A broker may be away for so long. */
  private static final Duration DELIVERED_WITHIN = Duration.ofMinutes(15);

  private final String topic;
  private final int partitions;
  private double perSecond;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
  private final long started = System.nanoTime();
  private double due;
  private long sent;

  /**
   * Connects.
   *
   * @param perSecond records a second at most
   */
  public Load(String bootstrap, String topic, int partitions, double perSecond) {
    this.topic = topic;
    this.partitions = partitions;
    this.perSecond = perSecond;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) DELIVERED_WITHIN.toMillis(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                DELIVERED_WITHIN.toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                EmbeddedKafka.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Records sent, heartbeats not counted. */
  public long sent() {
    return sent;
  }

  /** Goes on with so many records a second at most. */
  public void pace(double recordsPerSecond) {
    perSecond = recordsPerSecond;
  }

  /** Sends these when they are due, then returns; not all of them need have arrived by then. */
  public void send(List<GeneratedRecord> records) {
    records.forEach(this::send);
  }

  /** Sends one when it is due. */
  public void send(GeneratedRecord record) {
    awaitTurn();
    byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
    send(Utils.toPositive(Utils.murmur2(key)) % partitions, key, record.value());
  }

  /** Sends one to a partition now. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  public void send(int partition, byte @Nullable [] key, byte @Nullable [] value) {
    send(new ProducerRecord<>(topic, partition, key, value));
    sent++;
  }

  /** Says in every partition how far time has come; returns once everything has arrived. */
  public void end(Instant time) {
    for (int partition = 0; partition < partitions; partition++) {
      send(Heartbeats.record(topic, partition, new Heartbeat(time.toEpochMilli())));
    }
    arrive();
  }

  /** Returns once everything has arrived. */
  public void arrive() {
    producer.flush();
    check();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, failure) -> {
          if (failure != null) {
            refused.compareAndSet(null, failure);
          }
        });
    check();
  }

  private void check() {
    Exception failure = refused.get();
    if (failure != null) {
      throw Failure.because("Kafka takes no events: " + Failure.reason(failure), failure);
    }
  }

  /** Who was held up does not catch up: the rate is never above what was said. */
  private void awaitTurn() {
    double now = (System.nanoTime() - started) / 1e9;
    due = Math.max(due, now - 0.1) + 1 / perSecond;
    long early = (long) ((due - now) * 1e9);
    if (early > TimeUnit.MILLISECONDS.toNanos(1)) {
      LockSupport.parkNanos(early);
    }
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted while sending");
    }
  }
}
