package io.portrait.event;

import static io.portrait.event.Records.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again, as bytes between steps and as JSON on the topic. */
class EventRoundTripTest {

  private final EventParser parser = new EventParser(EventRules.DEFAULT);

  @Property(tries = 500)
  void anEventComesBackFromItsBytes(@ForAll("events") Event event) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encode(event)));

    assertThat(EventCodec.read(in)).isEqualTo(event);
    assertThat(in.read()).as("nothing is left over").isEqualTo(-1);
  }

  @Property(tries = 500)
  void anEventComesBackFromItsJson(@ForAll("events") Event event) {
    byte[] json = EventJson.toJson(event);

    assertThat(json).doesNotContain('\n');
    assertThat(parser.parse(json, ORIGIN, Long.MAX_VALUE)).isEqualTo(event);
  }

  @Example
  void textsHaveNoLimitOf64Kibibytes() throws IOException {
    Event event = new Event(null, "u", "t", 1, null, null, 1, 1, "日本 ".repeat(100_000), Map.of());

    assertThat(decode(encode(event))).isEqualTo(event);
  }

  @Example
  void bytesThatEndEarlyOrAreNoEventAreRefused() {
    byte[] bytes =
        encode(new Event("e", "u", "t", 1, "i", "c", 1, 1, "t", Map.of("a", true, "b", "x")));
    byte[] unknownFlags = bytes.clone();
    unknownFlags[0] = -1;

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> decode(unknownFlags)).isInstanceOf(IOException.class);
  }

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<String> text =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(40).filter(Surrogates::arePaired);
    Arbitrary<String> optional = text.injectNull(0.3);
    Arbitrary<Double> number =
        Arbitraries.oneOf(
            Arbitraries.just(Double.NaN),
            Arbitraries.of(0.0, -0.0, 1.0, 59.9, 1e15, -1e15, Double.MIN_VALUE),
            Arbitraries.doubles().between(-1e15, 1e15).ofScale(6));
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20).filter(Surrogates::arePaired).asGeneric(),
            Arbitraries.doubles().between(-1e300, 1e300).asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    Arbitrary<Map<String, Object>> attributes =
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(10).filter(Surrogates::arePaired), value)
            .ofMaxSize(5);
    return Combinators.combine(
            Combinators.combine(optional, text, text, optional).as(Names::new),
            Arbitraries.longs().between(IsoTime.EARLIEST, IsoTime.LATEST),
            optional,
            number,
            number,
            optional,
            attributes)
        .as(
            (names, time, category, amount, quantity, words, others) ->
                new Event(
                    names.eventId,
                    names.userId,
                    names.type,
                    time,
                    names.itemId,
                    category,
                    amount,
                    quantity,
                    words,
                    others));
  }

  private record Names(String eventId, String userId, String type, String itemId) {}

  private static byte[] encode(Event event) {
    ByteArrayDataOutput out = ByteStreams.newDataOutput();
    try {
      EventCodec.write(event, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static Event decode(byte[] bytes) throws IOException {
    return EventCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
