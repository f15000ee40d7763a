package io.portrait.event;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * An event while its record is read: the values and mistakes of each field, whichever came last.
 * Only at the end, when all is known, is the first reason of the closed list chosen. Reused.
 */
final class EventDraft {

  private static final EventField[] REQUIRED = {
    EventField.USER_ID, EventField.TYPE, EventField.TIME
  };

  /** By reason, and among equals by field: {@code min} takes the first of these. */
  private static final Comparator<Mistake> FIRST_REASON =
      Comparator.comparing((Mistake mistake) -> mistake.reason);

  private final Map<EventField, String> texts = new EnumMap<>(EventField.class);
  private final Map<EventField, Mistake> mistakes = new EnumMap<>(EventField.class);
  private final Attributes unknown = new Attributes();
  private final Attributes attributes = new Attributes();
  private double amount;
  private double quantity;
  private long time;
  private boolean hasTime;

  /** What is wrong with a field. */
  private record Mistake(RejectReason reason, String detail) {}

  /** As before the first field. */
  void clear() {
    texts.clear();
    mistakes.clear();
    amount = Double.NaN;
    quantity = Double.NaN;
    hasTime = false;
    unknown.clear();
    attributes.clear();
  }

  /** Fields of the record that are no field of contract 1. */
  Attributes unknown() {
    return unknown;
  }

  /** The entries of the field {@code attributes}. */
  Attributes attributes() {
    return attributes;
  }

  /** The field was not there after all. */
  void forget(EventField field) {
    mistakes.remove(field);
    switch (field) {
      case AMOUNT -> amount = Double.NaN;
      case QUANTITY -> quantity = Double.NaN;
      case TIME -> hasTime = false;
      case ATTRIBUTES -> attributes.clear();
      default -> texts.remove(field);
    }
  }

  void set(EventField field, String text) {
    mistakes.remove(field);
    texts.put(field, text);
  }

  void set(EventField field, double number) {
    mistakes.remove(field);
    if (field == EventField.AMOUNT) {
      amount = number;
    } else {
      quantity = number;
    }
  }

  void setTime(long millis) {
    mistakes.remove(EventField.TIME);
    time = millis;
    hasTime = true;
  }

  /** The field is there and wrong; {@code detail} says how, after the field's name. */
  void mistake(EventField field, RejectReason reason, String detail) {
    forget(field);
    mistakes.put(field, new Mistake(reason, field.label() + detail));
  }

  /**
   * The event or erasure, or the first reason why it is none.
   *
   * @param latestMillis the latest time it may have
   * @param erase the type of erasures
   */
  ParsedEvent finish(byte[] record, Origin origin, long latestMillis, String erase) {
    String userId = texts.get(EventField.USER_ID);
    String type = texts.get(EventField.TYPE);
    if (userId == null || type == null || !hasTime || !mistakes.isEmpty()) {
      Mistake first = firstMistake();
      return new RejectedEvent(record, first.reason, first.detail, origin);
    }
    if (time > latestMillis) {
      String detail = "time: " + IsoTime.format(time) + " is later than the clock allows";
      return new RejectedEvent(record, RejectReason.CLOCK_AHEAD, detail, origin);
    }
    if (type.equals(erase)) {
      return new Erasure(userId, time);
    }
    return new Event(
        texts.get(EventField.EVENT_ID),
        userId,
        type,
        time,
        texts.get(EventField.ITEM_ID),
        texts.get(EventField.CATEGORY),
        amount,
        quantity,
        texts.get(EventField.TEXT),
        Attributes.merge(unknown, attributes));
  }

  private Mistake firstMistake() {
    for (EventField field : REQUIRED) {
      boolean isThere = field == EventField.TIME ? hasTime : texts.containsKey(field);
      if (!isThere && !mistakes.containsKey(field)) {
        mistake(field, RejectReason.MISSING_FIELD, " is missing");
      }
    }
    return Collections.min(mistakes.values(), FIRST_REASON);
  }
}
