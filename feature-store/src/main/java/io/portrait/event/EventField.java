package io.portrait.event;

import java.util.Locale;

/** The fields of contract 1, in the order in which their mistakes are reported. */
enum EventField {
  USER_ID,
  TYPE,
  TIME,
  EVENT_ID,
  ITEM_ID,
  CATEGORY,
  AMOUNT,
  QUANTITY,
  TEXT,
  ATTRIBUTES;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name as events and definition files have it: {@code user_id}. */
  String label() {
    return label;
  }
}
