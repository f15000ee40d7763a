package io.portrait.job.clean;

import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Heartbeat;
import io.portrait.event.Origin;
import io.portrait.event.Pseudonyms;
import io.portrait.job.wire.RawEventWire;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Parses each Kafka record where it is read; never fails, never drops one. */
final class EventDeserializer implements KafkaRecordDeserializationSchema<RawEvent> {

  private static final long serialVersionUID = 1;
  private static final byte[] NO_VALUE = new byte[0];

  private final EventRules rules;
  private final Pseudonyms pseudonyms;
  private transient @Nullable EventParser parser;

  EventDeserializer(EventRules rules, Pseudonyms pseudonyms) {
    this.rules = rules;
    this.pseudonyms = pseudonyms;
  }

  @Override
  public void open(InitializationContext context) {
    parser = new EventParser(rules, pseudonyms);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawEvent> out) {
    if (parser == null) {
      throw new IllegalStateException("open() has not been called");
    }
    byte[] bytes = record.value() == null ? NO_VALUE : record.value();
    Origin origin = new Origin(record.topic(), record.partition(), record.offset());
    Optional<Heartbeat> heartbeat = Heartbeats.of(record);
    out.collect(
        new RawEvent(
            bytes,
            origin,
            heartbeat.isPresent()
                ? heartbeat.get()
                : parser.parse(bytes, origin, System.currentTimeMillis())));
  }

  @Override
  public TypeInformation<RawEvent> getProducedType() {
    return RawEventWire.TYPE;
  }
}
