package io.portrait.event;

import static io.portrait.event.Records.COMPLETE;
import static io.portrait.event.Records.NOW;
import static io.portrait.event.Records.ORIGIN;
import static io.portrait.event.Records.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users are called where ids may not be stored. */
class PseudonymsTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Pseudonyms PSEUDONYMS = Pseudonyms.of(KEY);

  private static final EventRules ASKING =
      new EventRules(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Map.of(),
          "erase",
          true);

  /** As {@code printf %s u-42 | openssl dgst -sha256 -hmac KEY} has them. */
  @Test
  void aPseudonymIsHalfOfTheHmac() {
    assertThat(PSEUDONYMS.name("u-42")).isEqualTo("ffc304dc8ccbca862ed8e4dfcf2aee7f");
    assertThat(PSEUDONYMS.name("Zoë")).isEqualTo("64bd0b89f9500306e666f1a29148521b");
    assertThat(Pseudonyms.NONE.name("u-42")).isEqualTo("u-42");
    assertThat(Pseudonyms.of(KEY + "0").name("u-42")).isNotEqualTo(PSEUDONYMS.name("u-42"));
    assertThat(PSEUDONYMS.name("")).as("which is nobody's").isEmpty();
  }

  @Test
  void threadsShareOne() {
    assertThat(
            IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> PSEUDONYMS.name("u-" + i % 100))
                .distinct())
        .hasSize(100)
        .contains(PSEUDONYMS.name("u-42"));
  }

  @Test
  void eventsAndErasuresAreOfThePseudonymAndOtherwiseTheSame() {
    EventParser raw = new EventParser(ASKING);
    EventParser named = new EventParser(ASKING, PSEUDONYMS);
    Event event = (Event) raw.parse(bytes(COMPLETE), ORIGIN, NOW);
    byte[] erasure = bytes("{\"user_id\":\"u-42\",\"type\":\"erase\",\"time\":5}");

    assertThat(named.parse(bytes(COMPLETE), ORIGIN, NOW))
        .isEqualTo(
            new Event(
                event.eventId(),
                PSEUDONYMS.name("u-42"),
                event.type(),
                event.timeMillis(),
                event.itemId(),
                event.category(),
                event.amount(),
                event.quantity(),
                event.text(),
                event.attributes()));
    assertThat(named.parse(erasure, ORIGIN, NOW))
        .isEqualTo(new Erasure(PSEUDONYMS.name("u-42"), 5));
  }

  @Test
  void aRejectedRecordIsSealedAndOpenedByItsKeyAlone() {
    byte[] record =
        bytes("{\"user_id\":\"u-42-planted\",\"type\":\"v\",\"time\":\"u-42-planted\"}");
    RejectedEvent rejected =
        (RejectedEvent) new EventParser(ASKING, PSEUDONYMS).parse(record, ORIGIN, NOW);

    RejectedEvent sealed = PSEUDONYMS.seal(rejected);

    assertThat(rejected.detail()).contains("planted");
    assertThat(sealed.detail()).isEqualTo("time: what stood there is sealed with the record");
    assertThat(sealed.reason()).isEqualTo(RejectReason.BAD_TIME);
    assertThat(sealed.origin()).isEqualTo(ORIGIN);
    assertThat(new String(sealed.raw(), StandardCharsets.ISO_8859_1))
        .doesNotContain("planted", "user_id");
    assertThat(PSEUDONYMS.open(sealed.raw())).isEqualTo(record);
    assertThat(PSEUDONYMS.seal(rejected).raw()).as("as a replay does").isEqualTo(sealed.raw());
    assertThatThrownBy(() -> Pseudonyms.of(KEY + "0").open(sealed.raw()))
        .hasMessageContaining("sealed by another key")
        .hasMessageNotContaining(KEY);
    byte[] tampered = sealed.raw().clone();
    tampered[tampered.length - 20] ^= 1;
    assertThatThrownBy(() -> PSEUDONYMS.open(tampered))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofALongRecordAsMuchIsKeptAsItsColumnHolds() {
    byte[] record = new byte[RejectedEvent.MAX_RAW_BYTES + 1_000];
    Arrays.fill(record, (byte) 'x');

    RejectedEvent sealed =
        PSEUDONYMS.seal(new RejectedEvent(record, RejectReason.MALFORMED_JSON, "not JSON", ORIGIN));

    assertThat(sealed.raw()).hasSize(RejectedEvent.MAX_RAW_BYTES);
    assertThat(PSEUDONYMS.open(sealed.raw()))
        .isEqualTo(Arrays.copyOf(record, RejectedEvent.MAX_SEALED_BYTES));
    assertThat(Pseudonyms.NONE.seal(new RejectedEvent(record, RejectReason.BAD_TYPE, "d", ORIGIN)))
        .extracting(RejectedEvent::detail)
        .isEqualTo("d");
  }

  @Test
  void theKeyComesFromTheEnvironmentOrAFileWhereTheDefinitionsAsk(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
    Map<String, String> mounted = Map.of("PORTRAIT_PSEUDONYM_KEY_FILE", file.toString());

    assertThat(Pseudonyms.required(ASKING, mounted).name("u-42"))
        .isEqualTo(PSEUDONYMS.name("u-42"));
    assertThat(Pseudonyms.required(EventRules.DEFAULT, mounted).isKeyed()).isFalse();
    assertThat(Pseudonyms.known(ASKING, Map.of()).isKeyed()).isFalse();
    assertThatThrownBy(() -> Pseudonyms.required(ASKING, Map.of()))
        .hasMessage(
            "the definitions ask for pseudonyms: set PORTRAIT_PSEUDONYM_KEY or"
                + " PORTRAIT_PSEUDONYM_KEY_FILE to their key");
    assertThatThrownBy(
            () -> Pseudonyms.required(ASKING, Map.of("PORTRAIT_PSEUDONYM_KEY", "hunter2")))
        .hasMessageContaining("fewer than 32 characters")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void theKeyIsInNoText() throws Exception {
    assertThat(PSEUDONYMS).hasToString("Pseudonyms[" + PSEUDONYMS.fingerprint() + "]");
    assertThat(PSEUDONYMS.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(Pseudonyms.NONE.fingerprint()).isEmpty();

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(PSEUDONYMS);
    Pseudonyms travelled =
        (Pseudonyms)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(travelled.name("u-42")).isEqualTo(PSEUDONYMS.name("u-42"));
  }
}
