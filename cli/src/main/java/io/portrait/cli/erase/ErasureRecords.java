package io.portrait.cli.erase;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.Failure;
import io.portrait.cli.feed.Broker;
import io.portrait.event.EventRules;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells a job, on the topic of its events, that users are to be forgotten. */
public final class ErasureRecords {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWER_SECONDS = 60;

  private ErasureRecords() {}

  /**
   * The record of one user, with the fields where the definition file has them.
   *
   * @param at when the user was erased
   */
  public static byte[] of(String userId, Instant at, EventRules rules) {
    ObjectNode record = JSON.createObjectNode();
    put(record, pointer(rules, "user_id"), userId);
    put(record, pointer(rules, "type"), rules.erase());
    put(record, pointer(rules, "time"), at.toString());
    return record.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sends a record a user, keyed as events are: behind all that the user did.
   *
   * @throws Failure if Kafka does not take them all
   */
  public static void send(
      Broker broker, String topic, List<String> users, Instant at, EventRules rules) {
    Map<String, Object> settings =
        broker.settings(
            Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                ANSWER_SECONDS * 1_000L));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String user : users) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic, user.getBytes(StandardCharsets.UTF_8), of(user, at, rules))));
      }
      producer.flush();
      for (Future<RecordMetadata> record : sent) {
        record.get(ANSWER_SECONDS, TimeUnit.SECONDS);
      }
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw Failure.because(broker + " takes no erasures: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }

  private static List<String> pointer(EventRules rules, String field) {
    String pointer = rules.fields().getOrDefault(field, "/" + field);
    List<String> steps = new ArrayList<>();
    for (String step : pointer.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static void put(ObjectNode record, List<String> steps, String value) {
    ObjectNode node = record;
    for (String step : steps.subList(0, steps.size() - 1)) {
      node = node.withObjectProperty(step);
    }
    node.put(steps.get(steps.size() - 1), value);
  }
}
