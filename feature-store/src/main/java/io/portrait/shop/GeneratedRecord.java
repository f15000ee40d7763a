package io.portrait.shop;

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
