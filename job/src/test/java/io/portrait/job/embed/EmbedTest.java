package io.portrait.job.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.FakeModel;
import io.portrait.embedding.SharedEmbedders;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.wire.EmbeddedEventWire;
import io.portrait.job.wire.EventWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The embed step in Flink's harness, with a model that does as it is told. */
@Timeout(60)
@SuppressWarnings("try") // a harness closes with any exception
class EmbedTest {

  private static final String WITH =
      """
      project: shop
      features: [{name: views, aggregate: count}]
      embedding: {model: m, weights: {scroll: 0}}
      """;
  private static final String WITHOUT = WITH.replaceAll("embedding:.*", "");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Static: what travels to a worker finds it there. */
  private static FakeModel model = new FakeModel();

  private static SharedEmbedders shared = new SharedEmbedders(EmbedTest::open);

  @BeforeEach
  void fresh() {
    model = new FakeModel();
    shared = new SharedEmbedders(EmbedTest::open);
  }

  @AfterEach
  void close() {
    model.answer();
    shared.closeIdle();
    assertThat(shared.size()).as("embedders that somebody forgot to give back").isZero();
  }

  private static TextEmbedder open(String name, EmbeddingSettings settings) {
    return TextEmbedder.over(model, settings);
  }

  @Test
  void an_event_gets_the_vector_of_its_text() throws Exception {
    try (var harness = harness(WITH, null)) {
      harness.processElement(event("red boots", 5), 5);
      harness.endInput();

      StreamRecord<? extends UserRecord> out = harness.extractOutputStreamRecords().get(0);
      assertThat(out.getTimestamp()).isEqualTo(5);
      EmbeddedEvent embedded = (EmbeddedEvent) out.getValue();
      assertThat(embedded.event()).isEqualTo(event("red boots", 5));
      assertThat(embedded.vector()).isEqualTo(FakeModel.vectorOf("red boots"));
      assertThat(embedded.isMissed()).isFalse();
    }
  }

  @Test
  void waiting_makes_no_event_late() throws Exception {
    try (var harness = harness(WITH, null)) {
      model.hang();
      harness.processElement(event("red boots", 5), 5);
      harness.processWatermark(5);
      harness.processElement(event("hats", 6), 6);
      assertThat(harness.getOutput()).isEmpty();
      model.answer();
      harness.endInput();

      List<Object> out = new ArrayList<>(harness.getOutput());
      assertThat(((StreamRecord<?>) out.get(0)).getTimestamp()).isEqualTo(5);
      assertThat(out.get(1)).isEqualTo(new Watermark(5));
      assertThat(((StreamRecord<?>) out.get(2)).getTimestamp()).isEqualTo(6);
    }
  }

  @Test
  void an_erasure_overtakes_nobody_and_nobody_overtakes_it() throws Exception {
    try (var harness = harness(WITH, null)) {
      model.hang();
      harness.processElement(event("red boots", 5), 5);
      harness.processWatermark(5);
      harness.processElement(event("hats", 6), 6);
      Thread task = Thread.currentThread();
      Thread answer =
          new Thread(
              () -> {
                await().until(() -> task.getState() == Thread.State.TIMED_WAITING); // for its mails
                model.answer();
              });
      answer.start();
      harness.processElement(new Erasure("u", 3), 3);
      harness.processElement(event(null, 7), 7);
      harness.endInput();
      answer.join();

      assertThat(harness.getOutput().stream().filter(StreamRecord.class::isInstance))
          .extracting(record -> ((StreamRecord<?>) record).getTimestamp())
          .containsExactly(5L, 6L, 3L, 7L);
    }
  }

  @Test
  void an_event_goes_on_without_its_vector_when_the_device_takes_too_long() throws Exception {
    try (var harness = harness(WITH, null)) {
      model.hang();
      harness.setProcessingTime(0);
      harness.processElement(event("red boots", 5), 5);
      harness.setProcessingTime(TIMEOUT.toMillis() + 1);

      harness.endInput();
      assertThat(embedded(harness)).containsExactly(EmbeddedEvent.missed(event("red boots", 5)));
    } finally {
      model.answer();
    }
  }

  @Test
  void an_event_whose_text_cannot_be_embedded_goes_on_without() throws Exception {
    try (var harness = harness(WITH, null)) {
      harness.processElement(event(FakeModel.POISON, 5), 5);
      harness.processElement(event("hats", 6), 6);
      harness.endInput();

      assertThat(embedded(harness))
          .hasSize(2)
          .contains(EmbeddedEvent.missed(event(FakeModel.POISON, 5)));
    }
  }

  @Test
  void events_in_flight_are_in_the_checkpoint() throws Exception {
    OperatorSubtaskState state = inFlight();
    try (var harness = harness(WITH, state)) {
      harness.endInput();

      assertThat(embedded(harness))
          .extracting(EmbeddedEvent::vector)
          .containsExactlyInAnyOrder(FakeModel.vectorOf("red boots"), FakeModel.vectorOf("hats"));
    }
  }

  @Test
  void events_in_flight_are_not_lost_when_the_definition_has_no_embedding_any_more()
      throws Exception {
    OperatorSubtaskState state = inFlight();
    try (var harness = harness(WITHOUT, state)) {
      harness.endInput();

      assertThat(embedded(harness))
          .containsExactlyInAnyOrder(
              EmbeddedEvent.plain(event("red boots", 5)), EmbeddedEvent.plain(event("hats", 6)));
    }
  }

  @Test
  void an_event_passes_at_once_whose_text_is_known_or_is_none() throws Exception {
    try (var harness = harness(WITH, null)) {
      learn("red boots");
      model.hang();
      harness.processElement(event("hats", 4), 4);
      harness.processElement(event("red boots", 5), 5);
      harness.processElement(event(null, 7), 7);
      harness.processElement(event(" ", 8), 8);
      harness.processElement(event("scroll", "hats", 9), 9);

      assertThat(embedded(harness))
          .extracting(each -> each.event().timeMillis())
          .containsExactly(5L, 7L, 8L, 9L);
      assertThat(embedded(harness).get(0).vector()).isEqualTo(FakeModel.vectorOf("red boots"));
      assertThat(embedded(harness)).filteredOn(EmbeddedEvent::isMissed).isEmpty();
      model.answer();
    }
  }

  @Test
  void no_event_passes_a_watermark_that_waits() throws Exception {
    try (var harness = harness(WITH, null)) {
      learn("red boots");
      model.hang();
      harness.processElement(event("hats", 4), 4);
      harness.processWatermark(5);
      harness.processElement(event("red boots", 3), 3);
      harness.processElement(event(null, 7), 7);
      assertThat(harness.getOutput()).isEmpty();
      model.answer();
      harness.endInput();
      harness.processElement(event("red boots", 8), 8);

      assertThat(harness.getOutput())
          .extracting(each -> each instanceof StreamRecord<?> record ? record.getTimestamp() : -1L)
          .containsExactly(4L, -1L, 3L, 7L, 8L);
    }
  }

  @Test
  void texts_in_flight_are_bounded_by_their_length() throws Exception {
    String megabyte = "x".repeat(1 << 20);
    try (var harness = harness(WITH, null)) {
      model.hang();
      for (int i = 0; i < 32; i++) {
        harness.processElement(event(megabyte + i, i), i);
      }
      model.answer();
      // Yields to what has been answered, and so goes on.
      harness.processElement(event("hats", 34), 34);
      assertThat(harness.getOutput()).isNotEmpty();
      harness.endInput();
      assertThat(harness.getOutput()).hasSize(33);
    }
  }

  @Test
  void with_a_model_that_cannot_be_opened_events_go_on_without() throws Exception {
    shared =
        new SharedEmbedders(
            (name, settings) -> {
              throw new IllegalStateException("broken");
            });
    try (var harness = harness(WITH, null)) {
      harness.processElement(event("hats", 6), 6);

      assertThat(embedded(harness)).containsExactly(EmbeddedEvent.missed(event("hats", 6)));
    }
  }

  @Test
  void without_an_embedding_nothing_is_opened() throws Exception {
    try (var harness = harness(WITHOUT, null)) {
      harness.processElement(event("hats", 6), 6);

      assertThat(embedded(harness)).containsExactly(EmbeddedEvent.plain(event("hats", 6)));
      assertThat(shared.size()).isZero();
    }
  }

  private static void learn(String text) throws InterruptedException {
    try (var lease = shared.lease("m", EmbeddingSettings.DEFAULT)) {
      Objects.requireNonNull(lease.embedder()).embed(text).join();
    }
  }

  private static OperatorSubtaskState inFlight() throws Exception {
    try (var harness = harness(WITH, null)) {
      model.hang();
      harness.processElement(event("red boots", 5), 5);
      harness.processElement(event("hats", 6), 6);
      OperatorSubtaskState state = harness.snapshot(1, 0);
      model.answer();
      return state;
    }
  }

  private static OneInputStreamOperatorTestHarness<UserRecord, UserRecord> harness(
      String definition, @Nullable OperatorSubtaskState state) throws Exception {
    Embedders embedders = () -> shared;
    return started(
        new OneInputStreamOperatorTestHarness<>(
            new EmbedOperatorFactory(
                new EmbedFunction(embedders, definition, EmbeddingSettings.DEFAULT), TIMEOUT),
            EventWire.TYPE.createSerializer(new SerializerConfigImpl())),
        state);
  }

  private static OneInputStreamOperatorTestHarness<UserRecord, UserRecord> started(
      OneInputStreamOperatorTestHarness<UserRecord, UserRecord> harness,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    harness.setup(EmbeddedEventWire.TYPE.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static List<EmbeddedEvent> embedded(
      OneInputStreamOperatorTestHarness<UserRecord, UserRecord> harness) {
    return harness.extractOutputValues().stream().map(EmbeddedEvent.class::cast).toList();
  }

  private static Event event(@Nullable String text, long time) {
    return event("view", text, time);
  }

  private static Event event(String type, @Nullable String text, long time) {
    return new Event(null, "u", type, time, null, null, Double.NaN, Double.NaN, text, Map.of());
  }
}
