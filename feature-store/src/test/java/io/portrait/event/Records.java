package io.portrait.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;

/** Records and parsers that several tests use. */
final class Records {

  static final Origin ORIGIN = new Origin("events", 3, 42);

  /** 2026-11-20T12:00:00Z. */
  static final long NOW = 1_795_176_000_000L;

  /** The record of contract 1, 250 bytes of all fields. */
  static final String COMPLETE =
      "{\"event_id\":\"e-1\",\"user_id\":\"u-42\",\"type\":\"view\","
          + "\"time\":\"2026-11-20T10:15:30.123Z\",\"item_id\":\"sku-9\",\"category\":\"shoes\","
          + "\"amount\":59.90,\"quantity\":1,\"text\":\"light trail running shoes\","
          + "\"attributes\":{\"device\":\"ios\",\"first\":true,\"page\":3}}";

  private Records() {}

  static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }

  /** The default rules with fields elsewhere: canonical name, pointer, and so on. */
  static EventParser parserWith(Map<String, String> fields) {
    return new EventParser(
        new EventRules(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            fields));
  }
}
