package io.portrait.job.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.FakeModel;
import io.portrait.embedding.SharedEmbedders;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.job.wire.EmbeddedEventWire;
import io.portrait.job.wire.EventWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The embed step in Flink's harness, with a model that does as it is told. */
@SuppressWarnings("try") // a harness closes with any exception
class EmbedTest {

  private static final String WITH =
      """
      project: shop
      features: [{name: views, aggregate: count}]
      embedding: {model: m, weights: {scroll: 0}}
      """;
  private static final String WITHOUT = WITH.replaceAll("embedding:.*", "");
  private static final long TIMEOUT = 10_000;

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
    try (var harness = waiting(WITH, null)) {
      harness.processElement(event("red boots", 5), 5);
      harness.endInput();

      StreamRecord<? extends EmbeddedEvent> out = harness.extractOutputStreamRecords().get(0);
      assertThat(out.getTimestamp()).isEqualTo(5);
      assertThat(out.getValue().event()).isEqualTo(event("red boots", 5));
      assertThat(out.getValue().vector()).isEqualTo(FakeModel.vectorOf("red boots"));
      assertThat(out.getValue().isMissed()).isFalse();
    }
  }

  @Test
  void waiting_makes_no_event_late() throws Exception {
    try (var harness = waiting(WITH, null)) {
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
  void an_event_goes_on_without_its_vector_when_the_device_takes_too_long() throws Exception {
    try (var harness = waiting(WITH, null)) {
      model.hang();
      harness.setProcessingTime(0);
      harness.processElement(event("red boots", 5), 5);
      harness.setProcessingTime(TIMEOUT + 1);

      harness.endInput();
      assertThat(embedded(harness)).containsExactly(EmbeddedEvent.missed(event("red boots", 5)));
    } finally {
      model.answer();
    }
  }

  @Test
  void an_event_whose_text_cannot_be_embedded_goes_on_without() throws Exception {
    try (var harness = waiting(WITH, null)) {
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
    try (var harness = waiting(WITH, state)) {
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
    try (var harness = waiting(WITHOUT, state)) {
      harness.endInput();

      assertThat(embedded(harness))
          .containsExactlyInAnyOrder(
              EmbeddedEvent.plain(event("red boots", 5)), EmbeddedEvent.plain(event("hats", 6)));
    }
  }

  @Test
  void an_event_passes_at_once_whose_text_is_known_or_is_none() throws Exception {
    try (var lease = shared.lease("m", settings());
        var harness = passing(WITH)) {
      Objects.requireNonNull(lease.embedder()).embed("red boots").join();
      harness.processElement(event("red boots", 5), 5);
      harness.processElement(event("hats", 6), 6);
      harness.processElement(event(null, 7), 7);
      harness.processElement(event(" ", 8), 8);
      harness.processElement(event("scroll", "hats", 9), 9);

      assertThat(embedded(harness))
          .extracting(each -> each.event().timeMillis())
          .containsExactly(5L, 7L, 8L, 9L);
      assertThat(embedded(harness).get(0).vector()).isEqualTo(FakeModel.vectorOf("red boots"));
      assertThat(embedded(harness)).filteredOn(EmbeddedEvent::isMissed).isEmpty();
      assertThat(harness.getSideOutput(Embed.AWAITED))
          .extracting(StreamRecord::getValue)
          .containsExactly(event("hats", 6));
    }
  }

  @Test
  void with_a_model_that_cannot_be_opened_events_go_on_without() throws Exception {
    shared =
        new SharedEmbedders(
            (name, settings) -> {
              throw new IllegalStateException("broken");
            });
    try (var passing = passing(WITH);
        var waiting = waiting(WITH, null)) {
      passing.processElement(event("hats", 6), 6);
      waiting.processElement(event("hats", 6), 6);
      waiting.endInput();

      assertThat(embedded(passing)).containsExactly(EmbeddedEvent.missed(event("hats", 6)));
      assertThat(embedded(waiting)).containsExactly(EmbeddedEvent.missed(event("hats", 6)));
    }
  }

  @Test
  void without_an_embedding_nothing_is_opened() throws Exception {
    try (var harness = passing(WITHOUT)) {
      harness.processElement(event("hats", 6), 6);

      assertThat(embedded(harness)).containsExactly(EmbeddedEvent.plain(event("hats", 6)));
      assertThat(shared.size()).isZero();
    }
  }

  private static OperatorSubtaskState inFlight() throws Exception {
    try (var harness = waiting(WITH, null)) {
      model.hang();
      harness.processElement(event("red boots", 5), 5);
      harness.processElement(event("hats", 6), 6);
      OperatorSubtaskState state = harness.snapshot(1, 0);
      model.answer();
      return state;
    }
  }

  private static OneInputStreamOperatorTestHarness<Event, EmbeddedEvent> waiting(
      String definition, @Nullable OperatorSubtaskState state) throws Exception {
    Embedders embedders = () -> shared;
    return started(
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                new NewTexts(embedders, definition, settings()), TIMEOUT, 16, OutputMode.UNORDERED),
            EventWire.TYPE.createSerializer(new SerializerConfigImpl())),
        state);
  }

  private static OneInputStreamOperatorTestHarness<Event, EmbeddedEvent> passing(String definition)
      throws Exception {
    Embedders embedders = () -> shared;
    return started(
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new KnownTexts(embedders, definition, settings()))),
        null);
  }

  private static OneInputStreamOperatorTestHarness<Event, EmbeddedEvent> started(
      OneInputStreamOperatorTestHarness<Event, EmbeddedEvent> harness,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    harness.setup(EmbeddedEventWire.TYPE.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static EmbeddingSettings settings() {
    return EmbeddingSettings.DEFAULT;
  }

  private static List<EmbeddedEvent> embedded(
      OneInputStreamOperatorTestHarness<Event, EmbeddedEvent> harness) {
    return harness.extractOutputValues();
  }

  private static Event event(@Nullable String text, long time) {
    return event("view", text, time);
  }

  private static Event event(String type, @Nullable String text, long time) {
    return new Event(null, "u", type, time, null, null, Double.NaN, Double.NaN, text, Map.of());
  }
}
