package io.portrait.event;

import org.jspecify.annotations.Nullable;

/**
 * An event and what its text means.
 *
 * @param event what a user did
 * @param vector of the event's text, L2 length 1; null where it has none. Shared by all events of
 *     that text: nobody changes it
 * @param isMissed whether there was a text that could not be embedded; there is no vector then
 */
public record EmbeddedEvent(Event event, float @Nullable [] vector, boolean isMissed)
    implements UserRecord {

  /** An event without a text to embed. */
  public static EmbeddedEvent plain(Event event) {
    return new EmbeddedEvent(event, null, false);
  }

  /** An event whose text could not be embedded. */
  public static EmbeddedEvent missed(Event event) {
    return new EmbeddedEvent(event, null, true);
  }

  @Override
  public String userId() {
    return event.userId();
  }
}
