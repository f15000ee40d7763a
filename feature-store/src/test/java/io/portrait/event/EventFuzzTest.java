package io.portrait.event;

import static io.portrait.event.Records.COMPLETE;
import static io.portrait.event.Records.NOW;
import static io.portrait.event.Records.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Utf8;
import io.portrait.fuzz.Spoilt;
import io.portrait.fuzz.Tally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever a record is, it is an event, an erasure or a rejected event with a reason of the closed
 * list; nothing is thrown, and what is accepted keeps the promises of {@link Event}.
 */
class EventFuzzTest {

  private static final Tally PARSED = new Tally("event parser");
  private static final Tally MAPPED = new Tally("event parser with mapped fields");
  private static final Tally DECODED = new Tally("event codec");

  private static final List<String> SEEDS =
      List.of(
          COMPLETE,
          "{\"user_id\":17850,\"type\":\"purchase\",\"time\":1795169730123,\"amount\":1e3}",
          "{\"user_id\":\"\\ud83d\\ude00\",\"type\":\"v\",\"time\":\"2026-11-20T10:15+01:00\","
              + "\"geo\":{\"lat\":52.5,\"tags\":[1,null,\"ü\"]},\"text\":\"日本語\"}",
          "{\"user_id\":\"u\",\"type\":\"erase\",\"time\":0}",
          "{\"who\":{\"id\":[\"u-1\",\"u-2\"],\"name\":\"x\",\"age\":7},\"what\":\"view\",\"at\":0,"
              + "\"attributes\":{\"a\":{\"b\":[1,{\"c\":\"sku\"}]}}}");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "null",
          "true",
          "-0",
          "1e400",
          "1e15",
          "0.1E-999999",
          "9".repeat(400),
          "\\u",
          "\\ud800",
          "\\udc00",
          "\\u0000",
          "NaN",
          "Infinity",
          "//",
          "\"user_id\":",
          "\"type\":\"erase\",",
          "\"time\":",
          "\"time\":\"+999999999-12-31T23:59:59.999Z\",",
          "\"attributes\":{",
          "\"who\":{\"id\":[",
          "\"amount\":",
          "\"amount\":-0.0,",
          "\"user_id\":1e2,",
          "\"who\":[[\"u\"]],",
          "\"who\":null,",
          "\"attributes\":{\"x\":[]},",
          "\"attributes\":7,",
          "\"\":{\"\":\"\"},",
          "[".repeat(1_001),
          "{\"a\":".repeat(1_001),
          "\u0000",
          "\uFEFF",
          "\u2028",
          "é");

  /** Both fields of one place, one inside another's, one by index: every shape a file can ask. */
  private static final EventParser MAPPING =
      Records.parserWith(
          Map.of(
              "user_id", "/who/id/0",
              "event_id", "/who/id/1",
              "text", "/who/name",
              "type", "/what",
              "category", "/what",
              "time", "/at",
              "item_id", "/attributes/a/b/1/c"));

  private static final EventParser PLAIN = new EventParser(EventRules.DEFAULT);
  private static final RecordUser USER = new RecordUser(EventRules.DEFAULT);

  @Provide
  Arbitrary<byte[]> records() {
    return Spoilt.bytes(Spoilt.utf8(SEEDS), Spoilt.utf8(PIECES));
  }

  @Property
  void aRecordHasOneOutcome(@ForAll("records") byte[] record) {
    ParsedEvent parsed = PLAIN.parse(record, ORIGIN, NOW);

    PARSED.count(assertPromisesKept(record, parsed));
    Optional<String> user = USER.of(record);
    if (parsed instanceof Event event) {
      assertThat(user).as("whose an accepted record is").contains(event.userId());
    }
  }

  @Property
  void aRecordWhoseFieldsLieElsewhereHasOneOutcome(@ForAll("records") byte[] record) {
    MAPPED.count(assertPromisesKept(record, MAPPING.parse(record, ORIGIN, NOW)));
  }

  @Property
  void storedBytesAreAnEventOrAnIoException(@ForAll("stored") byte[] bytes) {
    try {
      UserRecord read = EventCodec.readRecord(new DataInputStream(new ByteArrayInputStream(bytes)));
      assertThat(read.userId()).isNotEmpty();
      DECODED.count("event");
    } catch (IOException | IllegalArgumentException damaged) {
      DECODED.count("damaged");
    }
  }

  @Provide
  Arbitrary<byte[]> stored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventCodec.write(
        (Event) PLAIN.parse(Records.bytes(COMPLETE), ORIGIN, NOW), new DataOutputStream(bytes));
    return Spoilt.bytes(
        List.of(bytes.toByteArray()),
        List.of(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7}, new byte[9]));
  }

  @AfterContainer
  static void report() {
    List.of(PARSED, MAPPED, DECODED).forEach(Tally::print);
    assertThat(PARSED.of("event")).as("%s", PARSED).isPositive();
    assertThat(MAPPED.of("event")).as("%s", MAPPED).isPositive();
    assertThat(DECODED.of("damaged")).as("%s", DECODED).isPositive();
  }

  /** Fails unless the outcome is as promised; says which it was. */
  private static String assertPromisesKept(byte[] record, ParsedEvent parsed) {
    if (parsed instanceof Event event) {
      assertEvent(event);
      return "event";
    }
    if (parsed instanceof Erasure erasure) {
      assertUser(erasure.userId());
      return "erasure";
    }
    RejectedEvent rejected = (RejectedEvent) parsed;
    assertThat(rejected.reason())
        .isNotIn(RejectReason.TOO_LATE, RejectReason.ERASED, RejectReason.TOO_LARGE);
    assertThat(rejected.raw())
        .isEqualTo(Arrays.copyOf(record, Math.min(record.length, RejectedEvent.MAX_RAW_BYTES)));
    assertThat(rejected.detail()).isNotBlank().hasSizeLessThanOrEqualTo(Detail.MAX_LENGTH);
    assertThat(rejected.detail().codePoints()).noneMatch(Character::isISOControl);
    return rejected.reason().label();
  }

  private static void assertEvent(Event event) {
    assertUser(event.userId());
    assertThat(event.type()).isNotEmpty();
    assertThat(event.timeMillis()).isBetween(IsoTime.EARLIEST, NOW + 300_000);
    for (double number : new double[] {event.amount(), event.quantity()}) {
      assertThat(Double.isNaN(number) || Math.abs(number) <= 1e15).isTrue();
    }
    for (String text :
        new String[] {event.eventId(), event.itemId(), event.category(), event.text()}) {
      assertThat(text == null || (!text.isEmpty() && Surrogates.arePaired(text))).isTrue();
    }
    event
        .attributes()
        .forEach(
            (name, value) -> {
              assertThat(Surrogates.arePaired(name)).isTrue();
              assertThat(
                      value instanceof Boolean
                          || (value instanceof Double number && Double.isFinite(number))
                          || (value instanceof String text && Surrogates.arePaired(text)))
                  .as("%s: %s", name, value)
                  .isTrue();
            });
  }

  private static void assertUser(String userId) {
    assertThat(userId).isNotEmpty();
    assertThat(Utf8.encodedLength(userId)).isLessThanOrEqualTo(Event.MAX_USER_ID_BYTES);
  }
}
