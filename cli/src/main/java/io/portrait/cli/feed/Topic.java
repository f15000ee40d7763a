package io.portrait.cli.feed;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** The topic that events go through. */
public final class Topic implements AutoCloseable {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final Admin admin;
  private final Broker broker;
  private final String name;

  private Topic(Admin admin, Broker broker, String name) {
    this.admin = admin;
    this.broker = broker;
    this.name = name;
  }

  /**
   * A topic of a broker, there or not yet.
   *
   * @throws Failure if the address is none, or nobody answers there
   */
  public static Topic of(String bootstrap, String name) {
    return of(Broker.open(bootstrap), name);
  }

  /**
   * The same of a broker that does not let everybody in.
   *
   * @throws Failure as above, or if it does not let us in
   */
  public static Topic of(Broker broker, String name) {
    Admin admin;
    try {
      admin =
          Admin.create(
              broker.settings(
                  Map.of(
                      AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                      (int) ANSWER_WITHIN.toMillis(),
                      AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                      (int) ANSWER_WITHIN.toMillis())));
    } catch (KafkaException e) {
      throw Failure.because(broker + ": " + Failure.reason(e), e);
    }
    Topic topic = new Topic(admin, broker, name);
    try {
      topic.exists();
      return topic;
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
  }

  /** Where it is, and how to get in. */
  public Broker broker() {
    return broker;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Whether the broker has it. */
  public boolean exists() {
    return names().contains(name);
  }

  /** Makes it where it is missing, keeping every record for ever; leaves it as it is otherwise. */
  public void make(int partitions) {
    if (exists()) {
      return;
    }
    NewTopic fresh =
        new NewTopic(name, Optional.of(partitions), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    String.valueOf(EmbeddedKafka.MAX_RECORD_BYTES)));
    answer(admin.createTopics(List.of(fresh)).all());
    awaitUntil(() -> exists() && partitions() == partitions);
  }

  /** Deletes it and every other topic whose name starts like that. */
  public void deleteAll(String prefix) {
    List<String> gone = names().stream().filter(other -> other.startsWith(prefix)).toList();
    if (!gone.isEmpty()) {
      answer(admin.deleteTopics(gone).all());
      awaitUntil(() -> names().stream().noneMatch(gone::contains));
    }
  }

  /** How many partitions it has. */
  public int partitions() {
    return partitionsOf().size();
  }

  /** By partition, the offset that its next record will get. */
  public Map<Integer, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  /** By partition, the offset of the first record it still holds. */
  public Map<Integer, Long> beginnings() {
    return offsets(OffsetSpec.earliest());
  }

  /**
   * Whether a consumer group has read every record that there is, and has said so.
   *
   * @throws Failure if the broker does not answer
   */
  public boolean isReadBy(String group) {
    Map<TopicPartition, OffsetAndMetadata> read =
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return ends().entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata at = read.get(new TopicPartition(name, end.getKey()));
              return end.getValue() == 0 || (at != null && at.offset() >= end.getValue());
            });
  }

  /** The sum of offsets, such as {@link #ends()}. */
  public static long total(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  /** What is made or deleted shows a moment later only: brokers learn it from their controller. */
  private void awaitUntil(BooleanSupplier shown) {
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    try {
      while (!shown.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          throw Failure.because(broker + " does not show a change of its topics");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted while asking Kafka", e);
    }
  }

  private Collection<String> names() {
    return answer(admin.listTopics().names());
  }

  private List<Integer> partitionsOf() {
    return answer(admin.describeTopics(List.of(name)).allTopicNames()).values().stream()
        .flatMap(description -> description.partitions().stream())
        .map(TopicPartitionInfo::partition)
        .toList();
  }

  private Map<Integer, Long> offsets(OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitionsOf().forEach(number -> asked.put(new TopicPartition(name, number), which));
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> partition :
        answer(admin.listOffsets(asked).all()).entrySet()) {
      offsets.put(partition.getKey().partition(), partition.getValue().offset());
    }
    return offsets;
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Failure.because(broker + " does not do what it should: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted while asking Kafka", e);
    }
  }
}
