package io.portrait.event;

/**
 * A record that says that a user is to be forgotten: an event of the type {@link EventRules#erase}.
 * It is no event: nothing counts it, and its time moves nobody's. Whatever else the record says is
 * passed over.
 *
 * @param userId who, as in {@link Event}
 * @param timeMillis epoch milliseconds; what the user did until then is not taken any more either,
 *     should it still come
 */
public record Erasure(String userId, long timeMillis) implements ParsedEvent, UserRecord {

  public Erasure {
    if (userId.isEmpty()) {
      throw new IllegalArgumentException("userId is empty");
    }
  }
}
