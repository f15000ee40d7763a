package io.portrait.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing a user did (contract 1). Immutable and checked: whoever holds one may rely on it.
 *
 * @param eventId the producer's id, by which copies are recognised; null means never a duplicate
 * @param userId 1 to 1,024 bytes of UTF-8, any characters
 * @param type what was done, such as {@code view}; not empty
 * @param timeMillis when it happened, milliseconds since 1970 UTC; negative before
 * @param itemId what it was done to
 * @param category the item's category
 * @param amount money or another measure, finite; NaN where the event has none
 * @param quantity finite; NaN where the event has none
 * @param text words of the event: a search, a title, a review
 * @param attributes everything else: String, Double or Boolean by name; nested values as JSON text
 */
public record Event(
    @Nullable String eventId,
    String userId,
    String type,
    long timeMillis,
    @Nullable String itemId,
    @Nullable String category,
    double amount,
    double quantity,
    @Nullable String text,
    Map<String, Object> attributes)
    implements ParsedEvent, UserRecord {

  /** The most bytes of UTF-8 a user id may have. */
  public static final int MAX_USER_ID_BYTES = 1_024;

  public Event {
    if (userId.isEmpty()) {
      throw new IllegalArgumentException("userId is empty");
    }
    if (type.isEmpty()) {
      throw new IllegalArgumentException("type is empty");
    }
    if (Double.isInfinite(amount) || Double.isInfinite(quantity)) {
      throw new IllegalArgumentException("amount and quantity are finite, or NaN where absent");
    }
  }
}
