package io.portrait.event;

import static io.portrait.event.Records.COMPLETE;
import static io.portrait.event.Records.NOW;
import static io.portrait.event.Records.ORIGIN;
import static io.portrait.event.Records.bytes;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.common.base.Utf8;
import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that somebody broke, on purpose or not: never an exception, always one outcome. */
class HostileRecordTest {

  private final EventParser parser = new EventParser(EventRules.DEFAULT);

  @Test
  void aRecordCutAnywhereIsMalformed() {
    byte[] whole = bytes(COMPLETE);

    for (int length = 0; length < whole.length; length++) {
      assertReason(Arrays.copyOf(whole, length), RejectReason.MALFORMED_JSON);
    }
    assertThat(parse(whole)).isInstanceOf(Event.class);
  }

  @Test
  void aRecordOverOneMebibyteIsTooLargeAndItsBeginningIsKept() {
    byte[] atTheLimit = eventOf(EventParser.MAX_RECORD_BYTES);
    byte[] overIt = eventOf(EventParser.MAX_RECORD_BYTES + 1);
    byte[] huge = eventOf(5 * 1024 * 1024);

    assertThat(parse(atTheLimit)).isInstanceOf(Event.class);
    assertReason(overIt, RejectReason.TOO_LARGE);
    assertReason(huge, RejectReason.TOO_LARGE);
    assertThat(((RejectedEvent) parse(huge)).raw())
        .isEqualTo(Arrays.copyOf(huge, RejectedEvent.MAX_RAW_BYTES));
  }

  private static byte[] eventOf(int length) {
    String start = "{\"user_id\":\"u\",\"type\":\"v\",\"time\":0,\"text\":\"";
    return bytes(start + "x".repeat(length - start.length() - 2) + "\"}");
  }

  /** Overlong forms, halves of surrogates, beyond U+10FFFF, stray and missing continuations. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "c1bf",
        "e08080",
        "eda080",
        "edbfbf",
        "eda0bdedb880",
        "f0808080",
        "f4908080",
        "f8888080",
        "80",
        "bf",
        "ff",
        "fe",
        "c3",
        "e282",
        "f09f98"
      })
  void whatIsNoUtf8IsMalformedAlsoInPartsThatAreSkipped(String hex) {
    byte[] broken = HexFormat.of().parseHex(hex);

    assertReason(with("{\"text\":\"", broken, "\"}"), RejectReason.MALFORMED_JSON);
    assertReason(
        with(
            "{\"user_id\":\"u\",\"type\":\"v\",\"time\":0,\"skipped\":{\"a\":[\"", broken, "\"]}}"),
        RejectReason.MALFORMED_JSON);
    assertReason(with("", broken, ""), RejectReason.MALFORMED_JSON);
  }

  @Test
  void otherEncodingsOfUnicodeAreMalformed() {
    assertReason(COMPLETE.getBytes(UTF_16), RejectReason.MALFORMED_JSON);
    assertReason(COMPLETE.getBytes(UTF_16LE), RejectReason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void nestingWithoutEndIsMalformed(String level) {
    String deep = level.repeat(100_000);

    assertReason(bytes(deep), RejectReason.MALFORMED_JSON);
    assertReason(bytes("{\"x\":" + deep), RejectReason.MALFORMED_JSON);
    assertReason(
        bytes("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
        RejectReason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with spaces",
        "{braces}",
        "new\nline\r\n",
        "\u0000\u0001\u007f",
        "emoji 👩‍👩‍👧‍👦",
        "%7B%",
        "“quotes” \"and\" 'more'",
        "\\back\\slash",
        "\u202Eright to left",
        "\u2028"
      })
  void aUserIdMayHoldAnyCharacters(String userId) {
    Event event = new Event(null, userId, "v", 0, null, null, 1, 1, null, Map.of());

    assertThat(parse(EventJson.toJson(event))).isEqualTo(event);
  }

  @Test
  void aUserIdHasAtMost1024BytesOfUtf8() {
    assertThat(parse(withUser("x".repeat(1_024)))).isInstanceOf(Event.class);
    assertThat(parse(withUser("é".repeat(512)))).isInstanceOf(Event.class);
    assertThat(parse(withUser("7".repeat(1_024)))).isInstanceOf(Event.class);
    assertReason(withUser("x".repeat(1_025)), RejectReason.BAD_TYPE);
    assertReason(withUser("é".repeat(512) + "x"), RejectReason.BAD_TYPE);
    assertReason(withUser("x".repeat(10_000)), RejectReason.BAD_TYPE);
    assertReason(
        bytes("{\"user_id\":" + "7".repeat(1_025) + ",\"type\":\"v\",\"time\":0}"),
        RejectReason.BAD_TYPE);
  }

  private static byte[] withUser(String userId) {
    return bytes("{\"user_id\":\"" + userId + "\",\"type\":\"v\",\"time\":0}");
  }

  /** Each would take minutes where digits cost their square. */
  @Test
  void numbersAsLongAsARecordAreReadInPassing() {
    String digits = "9".repeat(1_000_000);
    for (String number : new String[] {digits, "0." + digits, digits + ".0", digits + "e99"}) {
      byte[] unknown = bytes("{\"user_id\":\"u\",\"type\":\"v\",\"time\":0,\"x\":" + number + "}");
      byte[] amount =
          bytes("{\"user_id\":\"u\",\"type\":\"v\",\"time\":0,\"amount\":" + number + "}");
      byte[] user = bytes("{\"user_id\":" + number + ",\"type\":\"v\",\"time\":0}");
      byte[] time = bytes("{\"user_id\":\"u\",\"type\":\"v\",\"time\":" + number + "}");

      assertThat(parse(unknown)).isInstanceOf(Event.class);
      assertThatNoException().isThrownBy(() -> parse(amount));
      assertReason(user, RejectReason.BAD_TYPE);
      assertReason(time, RejectReason.BAD_TIME);
    }
  }

  @Test
  void aHundredThousandNamesAreNamesLikeAnyOther() {
    StringBuilder json = new StringBuilder("{\"user_id\":\"u\",\"type\":\"v\",\"time\":0");
    for (int i = 0; i < 90_000; i++) {
      json.append(",\"").append(i).append("\":1");
    }

    Event event = (Event) parse(bytes(json + "}"));

    assertThat(event.attributes()).hasSize(90_000);
  }

  @Test
  void aDetailIsOneReadableLine() {
    RejectedEvent rejected =
        (RejectedEvent)
            parse(
                bytes(
                    "{\"user_id\":\"u\",\"type\":\"v\",\"time\":\"a\\nb\\u0000\\u202e\\ud800"
                        + "👍".repeat(300)
                        + "\"}"));

    assertThat(rejected.detail()).startsWith("time: \"a b   👍").hasSizeLessThan(201);
    assertOneLine(rejected.detail());
  }

  /** Valid records with bytes changed, cut out, doubled and put in, and pieces of JSON moved. */
  @Test
  void whateverHappensToARecordItHasOneOutcome() {
    Random random = new Random(20_261_120);
    String[] seeds = {
      COMPLETE,
      "{\"user_id\":17850,\"type\":\"purchase\",\"time\":1795169730123,\"amount\":1e3}",
      "{\"user_id\":\"\\ud83d\\ude00\",\"type\":\"v\",\"time\":\"2026-11-20T10:15+01:00\","
          + "\"geo\":{\"lat\":52.5,\"tags\":[1,null,\"ü\"]},\"text\":\"日本語\"}"
    };
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ",",
      ":",
      "null",
      "true",
      "1e400",
      "-",
      "\\u",
      "\\ud800",
      "NaN",
      "\"user_id\":",
      "\"time\":",
      "\"attributes\":{",
      "\u0000",
      "9".repeat(400),
      "é"
    };
    int accepted = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] record = bytes(seeds[i % seeds.length]);
      for (int change = 1 + random.nextInt(4); change > 0; change--) {
        record = changed(record, random, pieces);
      }
      ParsedEvent parsed = parse(record);
      if (parsed instanceof Event event) {
        assertKeepsItsPromises(event);
        accepted++;
      } else {
        RejectedEvent rejected = (RejectedEvent) parsed;
        assertThat(rejected.raw()).isEqualTo(record);
        assertThat(rejected.detail()).isNotBlank();
        assertOneLine(rejected.detail());
      }
    }
    assertThat(accepted).as("changes that leave an event").isBetween(1_000, 59_000);
  }

  private static byte[] changed(byte[] record, Random random, String[] pieces) {
    int at = random.nextInt(record.length + 1);
    int cut = random.nextInt(Math.min(9, record.length - at + 1));
    byte[] middle =
        switch (random.nextInt(4)) {
          case 0 -> new byte[] {(byte) random.nextInt(256)};
          case 1 -> bytes(pieces[random.nextInt(pieces.length)]);
          case 2 -> Bytes.concat(Arrays.copyOfRange(record, at, at + cut), new byte[] {'0'});
          default -> new byte[0];
        };
    return Bytes.concat(
        Arrays.copyOf(record, at), middle, Arrays.copyOfRange(record, at + cut, record.length));
  }

  private static void assertKeepsItsPromises(Event event) {
    assertThat(event.userId()).isNotEmpty();
    assertThat(Utf8.encodedLength(event.userId())).isLessThanOrEqualTo(1_024);
    assertThat(event.type()).isNotEmpty();
    assertThat(event.timeMillis()).isBetween(IsoTime.EARLIEST, NOW + 300_000);
    for (double number : new double[] {event.amount(), event.quantity()}) {
      assertThat(Double.isNaN(number) || Math.abs(number) <= 1e15).isTrue();
    }
    for (String text :
        new String[] {event.eventId(), event.itemId(), event.category(), event.text()}) {
      assertThat(text == null || (!text.isEmpty() && Surrogates.arePaired(text))).isTrue();
    }
    for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
      assertThat(Surrogates.arePaired(attribute.getKey())).isTrue();
      assertThat(isPlain(attribute.getValue())).as("%s", attribute).isTrue();
    }
  }

  private static boolean isPlain(Object value) {
    return (value instanceof String text && Surrogates.arePaired(text))
        || (value instanceof Double number && Double.isFinite(number))
        || value instanceof Boolean;
  }

  private static void assertOneLine(String detail) {
    assertThat(detail).hasSizeLessThanOrEqualTo(200);
    assertThat(detail.codePoints())
        .noneMatch(
            symbol ->
                Character.isISOControl(symbol)
                    || symbol == 0x2028
                    || Character.getType(symbol) == Character.SURROGATE);
  }

  private ParsedEvent parse(byte[] record) {
    return parser.parse(record, ORIGIN, NOW);
  }

  private void assertReason(byte[] record, RejectReason reason) {
    assertThat(parse(record)).isInstanceOf(RejectedEvent.class);
    assertThat(((RejectedEvent) parse(record)).reason()).isEqualTo(reason);
  }

  private static byte[] with(String before, byte[] middle, String after) {
    return Bytes.concat(bytes(before), middle, bytes(after));
  }
}
