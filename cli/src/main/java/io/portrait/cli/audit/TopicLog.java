package io.portrait.cli.audit;

import io.portrait.audit.EventHistory;
import io.portrait.audit.Refusals;
import io.portrait.cli.Failure;
import io.portrait.cli.feed.Broker;
import io.portrait.cli.feed.Topic;
import io.portrait.event.Heartbeat;
import io.portrait.job.clean.Heartbeats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic that the job reads, from its start; without a group, so that nobody is disturbed. */
public final class TopicLog implements EventLog {

  private static final Duration POLL = Duration.ofMillis(500);

  /** A broker that says nothing for so long is taken for gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Topic topic;
  private final BooleanSupplier isStopped;
  private final Consumer<byte[], byte[]> consumer;
  private final Runnable afterwards;
  private final boolean isCut;
  private long total;
  private volatile double progress;

  private TopicLog(
      Topic topic,
      BooleanSupplier isStopped,
      Consumer<byte[], byte[]> consumer,
      Runnable afterwards) {
    this.afterwards = afterwards;
    this.topic = topic;
    this.isStopped = isStopped;
    this.consumer = consumer;
    Map<Integer, Long> beginnings = topic.beginnings();
    consumer.assign(partitions(beginnings));
    beginnings.forEach(
        (number, offset) -> consumer.seek(new TopicPartition(topic.name(), number), offset));
    isCut = beginnings.values().stream().anyMatch(offset -> offset > 0);
  }

  /**
   * A topic of a broker.
   *
   * @param isStopped whether somebody asked to stop
   * @param afterwards what is done once it is closed
   * @throws Failure if nobody answers, or there is no such topic
   */
  public static TopicLog open(
      Broker broker, String name, BooleanSupplier isStopped, Runnable afterwards) {
    Topic topic = Topic.of(broker, name);
    if (!topic.exists()) {
      topic.close();
      throw Failure.because(
          "no topic '"
              + name
              + "' at "
              + broker.bootstrap()
              + ": give the events' file with --events");
    }
    Map<String, Object> settings =
        broker.settings(
            Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000));
    return new TopicLog(
        topic,
        isStopped,
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        afterwards);
  }

  @Override
  public void readInto(EventHistory history) {
    if (isCut) {
      history.cut();
    }
    Map<Integer, Long> ends = topic.ends();
    total = Topic.total(ends);
    long heard = System.nanoTime();
    try {
      for (long left = left(ends); left > 0; left = left(ends)) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.currentTimeMillis();
        records.forEach(record -> take(record, history, now));
        progress = total == 0 ? 1 : 1 - (double) left / total;
        heard = records.isEmpty() ? heard : System.nanoTime();
        if (System.nanoTime() - heard > PATIENCE.toNanos()) {
          throw Failure.because(topic.broker() + " gives no events any more");
        }
        if (isStopped.getAsBoolean()) {
          throw Failure.because("stopped");
        }
      }
    } catch (KafkaException e) {
      throw Failure.because(topic.broker() + ": " + Failure.reason(e), e);
    }
    progress = 1;
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, EventHistory history, long nowMillis) {
    Optional<Heartbeat> heartbeat = Heartbeats.of(record);
    if (heartbeat.isPresent()) {
      history.take(heartbeat.get(), record.partition());
    } else {
      long key = Refusals.keyOf(record.partition(), record.offset());
      history.take(record.value(), key, record.partition(), nowMillis);
    }
  }

  /** Offsets still to be read; what transactions leave behind counts, too. */
  private long left(Map<Integer, Long> ends) {
    long left = 0;
    for (TopicPartition partition : consumer.assignment()) {
      long end = ends.getOrDefault(partition.partition(), 0L);
      left += Math.max(0, end - consumer.position(partition));
    }
    return left;
  }

  private List<TopicPartition> partitions(Map<Integer, Long> beginnings) {
    return beginnings.keySet().stream()
        .map(number -> new TopicPartition(topic.name(), number))
        .toList();
  }

  @Override
  public Optional<String> topic() {
    return Optional.of(topic.name());
  }

  @Override
  public boolean isByPlace() {
    return true;
  }

  @Override
  public double progress() {
    return progress;
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
    topic.close();
    afterwards.run();
  }
}
