package io.portrait.shop;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record as it goes on the topic.
 *
 * @param value its bytes
 * @param key the user it is about, the key on the topic
 * @param timeMillis when the event happened, milliseconds since 1970 UTC
 * @param sentMillis when it is sent, not before it happened; records come in this order
 * @param kind what is special about it
 */
public record GeneratedRecord(
    byte[] value, String key, long timeMillis, long sentMillis, Kind kind) {

  /** An event, written as JSON, that is sent when it happens. */
  public static GeneratedRecord plain(String json, String userId, Instant time) {
    long millis = time.toEpochMilli();
    return new GeneratedRecord(
        json.getBytes(StandardCharsets.UTF_8), userId, millis, millis, Kind.PLAIN);
  }

  /** What is special about a record. */
  public enum Kind {
    /** Nothing: an event, sent when it happened. */
    PLAIN,
    /** An event, sent later than it happened. */
    LATE,
    /** A copy of one that was sent before. */
    DUPLICATE,
    /** No event: some reason to reject it applies. */
    BROKEN
  }
}
