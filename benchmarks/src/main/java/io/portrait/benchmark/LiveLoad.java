package io.portrait.benchmark;

import io.portrait.cli.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A shop's events as they happen, at a rate: each is of the moment it is sent. Users differ as
 * people do, who all have two hands: the k-th comes about 1/sqrt(k) as often as the first, a tenth
 * of them in a third of the events. One thread sends; any may ask.
 */
final class LiveLoad implements AutoCloseable {

  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String[] TYPES = {"view", "view", "view", "view", "cart", "purchase"};

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int users;
  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

  LiveLoad(String bootstrap, String topic, int users) {
    this.topic = topic;
    this.users = users;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                2,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 * 1024,
                ProducerConfig.ACKS_CONFIG,
                "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Events sent so far. */
  long sent() {
    return sent.get();
  }

  /** Sends so many events as fast as Kafka takes them. */
  void burst(long events) {
    for (long i = 0; i < events; i++) {
      send(user());
    }
    producer.flush();
    check();
  }

  /**
   * Sends for some time.
   *
   * @param perSecond events, over 0
   * @param probes told of now and then; null for none
   */
  void run(double perSecond, long seconds, @Nullable Probes probes) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    long done = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      for (long due = (long) ((now - start) / 1e9 * perSecond); done < due; done++) {
        send(user());
      }
      if (probes != null) {
        probes.perhaps(this::send);
      }
      TimeUnit.NANOSECONDS.sleep(BEAT_NANOS);
    }
    producer.flush();
    check();
  }

  private String user() {
    double root = random.nextDouble();
    return "u-" + (long) (root * root * users);
  }

  private void send(String user) {
    long number = sent.incrementAndGet();
    StringBuilder event = new StringBuilder(200);
    event.append("{\"event_id\":\"e-").append(number);
    event.append("\",\"user_id\":\"").append(user);
    event.append("\",\"type\":\"").append(TYPES[random.nextInt(TYPES.length)]);
    event.append("\",\"time\":").append(System.currentTimeMillis());
    event.append(",\"item_id\":\"sku-").append(random.nextInt(4_096));
    event.append("\",\"category\":\"c-").append(random.nextInt(32));
    event.append("\",\"amount\":").append(random.nextInt(1, 200));
    event.append(",\"quantity\":1}");
    var unused =
        producer.send(
            new ProducerRecord<>(topic, bytes(user), bytes(event.toString())),
            (metadata, failure) -> {
              if (failure != null) {
                refused.compareAndSet(null, failure);
              }
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void check() {
    Exception failure = refused.get();
    if (failure != null) {
      throw Failure.because("Kafka takes no events: " + Failure.reason(failure), failure);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
