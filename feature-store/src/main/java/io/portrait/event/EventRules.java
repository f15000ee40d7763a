package io.portrait.event;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * How events are read (section {@code events}).
 *
 * @param maxOutOfOrderness how far the watermark stays behind the latest event
 * @param maxFuture how far ahead of the clock an event may be before it is rejected
 * @param idleAfter how long a silent partition holds the watermark back, by the clock
 * @param deduplicateWithin the event time within which a second copy of an event id is a duplicate
 * @param fields canonical field name to JSON pointer, for events that name them differently
 * @param erase the type of the records that are no events but {@link Erasure}s
 * @param pseudonymise whether users are called by {@link Pseudonyms} from the source on
 */
public record EventRules(
    Duration maxOutOfOrderness,
    Duration maxFuture,
    Duration idleAfter,
    Duration deduplicateWithin,
    Map<String, String> fields,
    String erase,
    boolean pseudonymise)
    implements Serializable {

  /** What the type of an erasure is called where the file says nothing. */
  public static final String DEFAULT_ERASE = "erase";

  public EventRules {
    fields = Map.copyOf(fields);
  }

  /** Rules under which users keep their ids. */
  public EventRules(
      Duration maxOutOfOrderness,
      Duration maxFuture,
      Duration idleAfter,
      Duration deduplicateWithin,
      Map<String, String> fields,
      String erase) {
    this(maxOutOfOrderness, maxFuture, idleAfter, deduplicateWithin, fields, erase, false);
  }

  /** Rules under which erasures have their usual name. */
  public EventRules(
      Duration maxOutOfOrderness,
      Duration maxFuture,
      Duration idleAfter,
      Duration deduplicateWithin,
      Map<String, String> fields) {
    this(maxOutOfOrderness, maxFuture, idleAfter, deduplicateWithin, fields, DEFAULT_ERASE);
  }

  /** What holds where the file says nothing. */
  public static final EventRules DEFAULT =
      new EventRules(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Map.of());
}
