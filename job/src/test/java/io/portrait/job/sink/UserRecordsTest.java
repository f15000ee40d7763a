package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class UserRecordsTest {

  private static final long TICK = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();

  @Test
  void an_alert_says_who_when_how_likely_and_why() {
    ProducerRecord<byte[], byte[]> record =
        of(
            new UserRecords.Alerts("alarm"),
            new ChurnAlert(
                "u-42", TICK, 0.74, 0.7, 412, List.of("no purchase for 41 days: +0.18", "b")));

    assertThat(record.topic()).isEqualTo("alarm");
    assertThat(record.partition()).isNull();
    assertThat(record.timestamp()).isEqualTo(TICK);
    assertThat(text(record.key())).isEqualTo("u-42");
    assertThat(text(record.value()))
        .isEqualTo(
            "{\"user_id\":\"u-42\",\"as_of\":\"2026-11-20T00:00:00Z\",\"probability\":0.74,"
                + "\"threshold\":0.7,\"model_version\":412,"
                + "\"reasons\":[\"no purchase for 41 days: +0.18\",\"b\"]}");
  }

  @Test
  void an_alert_may_have_no_reason() {
    assertThat(
            text(
                of(
                        new UserRecords.Alerts("alarm"),
                        new ChurnAlert("u", TICK + 1, 1, 0.7, 1, List.of()))
                    .value()))
        .contains("\"as_of\":\"2026-11-20T00:00:00.001Z\"")
        .endsWith("\"reasons\":[]}");
  }

  @Test
  void a_change_says_from_where_to_where() {
    ProducerRecord<byte[], byte[]> record =
        of(new UserRecords.Changes("moves"), new SegmentChange("u-42", TICK, 2, 5, 17));

    assertThat(record.topic()).isEqualTo("moves");
    assertThat(record.timestamp()).isEqualTo(TICK);
    assertThat(text(record.key())).isEqualTo("u-42");
    assertThat(text(record.value()))
        .isEqualTo(
            "{\"user_id\":\"u-42\",\"as_of\":\"2026-11-20T00:00:00Z\",\"from\":2,\"to\":5,"
                + "\"model_version\":17}");
  }

  @Test
  void whoever_had_no_segment_comes_from_null() {
    assertThat(
            text(
                of(
                        new UserRecords.Changes("moves"),
                        new SegmentChange("u", TICK, SegmentChange.NONE, 0, 17))
                    .value()))
        .contains("\"from\":null,\"to\":0,");
  }

  @Test
  void an_id_may_be_any_text() throws IOException {
    String user = "\u00fc \"\uD83D\uDE00\\\n";
    ProducerRecord<byte[], byte[]> record =
        of(new UserRecords.Changes("moves"), new SegmentChange(user, TICK, 0, 1, 1));

    assertThat(text(record.key())).isEqualTo(user);
    assertThat(new ObjectMapper().readTree(record.value()).get("user_id").textValue())
        .isEqualTo(user);
  }

  private static <T> ProducerRecord<byte[], byte[]> of(UserRecords<T> records, T value) {
    return Objects.requireNonNull(records.serialize(value, Unasked.NOTHING, null));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What a sink could tell of itself; nobody asks. */
  private enum Unasked implements KafkaRecordSerializationSchema.KafkaSinkContext {
    NOTHING;

    @Override
    public int getParallelInstanceId() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getNumberOfParallelInstances() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      throw new UnsupportedOperationException();
    }
  }
}
