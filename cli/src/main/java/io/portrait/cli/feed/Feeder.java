package io.portrait.cli.feed;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Heartbeat;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.clean.Heartbeats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of sources into a topic, each exactly once however often feeding is stopped or
 * killed in between. The records of a user stay in order: they go to one partition, told by the
 * user id; what is no event goes where its bytes say.
 */
public final class Feeder {

  private static final long SAVE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Topic topic;
  private final FeedPositions positions;
  private final EventParser parser;
  private final Origin nowhere;
  private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final EventRules rules;
  private volatile double progress;
  private volatile boolean stopped;

  /** Time of the latest event that is not ahead of the clock. */
  private long latest = Long.MIN_VALUE;

  private volatile @Nullable RecordSource current;

  /**
   * A feeder that goes on where it was.
   *
   * @param topic there already
   * @param positions how far feeding got; kept up to date
   */
  public Feeder(Topic topic, FeedPositions positions, EventRules rules) {
    this.topic = topic;
    this.positions = positions;
    this.rules = rules;
    this.parser = new EventParser(rules);
    this.nowhere = new Origin(topic.name(), 0, 0);
  }

  /** Records of the source at hand so far, those of earlier runs included. */
  public long records() {
    return records.get();
  }

  /** Bytes of those records. */
  public long bytes() {
    return bytes.get();
  }

  /** How much of the source has been read, from 0 to 1; NaN where there is no end. */
  public double progress() {
    return progress;
  }

  /** Makes {@link #feed} return after the record at hand. */
  public void stop() {
    stopped = true;
    RecordSource waiting = current;
    if (waiting != null) {
      waiting.stop();
    }
  }

  /**
   * Feeds until the source's end or {@link #stop}; returns once everything is acknowledged.
   *
   * @return whether the end was reached
   * @throws Failure if the source or Kafka fails; what was acknowledged is remembered
   */
  public boolean feed(RecordSource source) {
    current = source;
    long id = RecordNumber.sourceOf(source.name());
    positions.takeIn(topic);
    acknowledged.clear();
    records.set(0);
    bytes.set(0);
    int partitions = topic.partitions();
    boolean interrupted = false;
    Producer<byte[], byte[]> producer = producer();
    try {
      long saved = System.nanoTime();
      byte[] record = stopped ? null : source.next();
      while (record != null && !stopped) {
        send(producer, record, id, partitions);
        progress = source.progress();
        if (System.nanoTime() - saved > SAVE_EVERY_NANOS) {
          save(id);
          saved = System.nanoTime();
        }
        record = source.next();
      }
    } catch (IOException e) {
      throw Failure.because(Failure.reason(e), e);
    } catch (KafkaException e) {
      throw Failure.because("Kafka takes no events: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      // The flag is set again only after the flush, which would fail with it.
      interrupted = true;
    } finally {
      finish(producer, id);
    }
    check();
    if (interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !stopped;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  private void send(Producer<byte[], byte[]> producer, byte[] record, long id, int partitions) {
    long number = records.incrementAndGet();
    bytes.addAndGet(record.length);
    byte @Nullable [] key = key(record);
    int partition = Utils.toPositive(Utils.murmur2(key == null ? record : key)) % partitions;
    if (number <= positions.last(id, partition)) {
      return;
    }
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(topic.name(), partition, key, record);
    new RecordNumber(id, number).addTo(message.headers());
    producer.send(
        message,
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.put(partition, number);
          } else {
            refused.compareAndSet(null, failure);
          }
        });
    check();
  }

  /** Null for what is of no user. */
  private byte @Nullable [] key(byte[] record) {
    // No clock: an event in the future belongs to its user like any other.
    ParsedEvent parsed = parser.parse(record, nowhere, Long.MAX_VALUE);
    if (parsed instanceof Event event) {
      if (event.timeMillis() <= System.currentTimeMillis() + rules.maxFuture().toMillis()) {
        latest = Math.max(latest, event.timeMillis());
      }
    }
    // An erasure goes where the user's events went: there it comes after them.
    return parsed instanceof UserRecord ofUser
        ? ofUser.userId().getBytes(StandardCharsets.UTF_8)
        : null;
  }

  /**
   * Says in every partition that time has come as far as the latest event that was fed since this
   * feeder began: nothing earlier follows. Where there was none, nothing is said.
   *
   * @throws Failure if Kafka fails
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
  public void endOfTime() {
    if (latest == Long.MIN_VALUE) {
      return;
    }
    try (Producer<byte[], byte[]> producer = producer()) {
      for (int partition = 0; partition < topic.partitions(); partition++) {
        producer.send(
            Heartbeats.record(topic.name(), partition, new Heartbeat(latest)),
            (metadata, failure) -> {
              if (failure != null) {
                refused.compareAndSet(null, failure);
              }
            });
      }
      producer.flush();
    } catch (KafkaException e) {
      throw Failure.because("Kafka takes no events: " + Failure.reason(e), e);
    }
    check();
  }

  private void finish(Producer<byte[], byte[]> producer, long id) {
    try {
      producer.flush();
    } finally {
      producer.close();
      save(id);
    }
  }

  private void save(long id) {
    acknowledged.forEach((partition, number) -> positions.advance(id, partition, number));
    positions.save();
  }

  private void check() {
    Exception failure = refused.get();
    if (failure != null) {
      throw Failure.because("Kafka takes no events: " + Failure.reason(failure), failure);
    }
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        topic
            .broker()
            .settings(
                Map.of(
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.LINGER_MS_CONFIG,
                    20,
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    256 * 1024,
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    EmbeddedKafka.MAX_RECORD_BYTES)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
