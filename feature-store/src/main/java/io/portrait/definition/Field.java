package io.portrait.definition;

import io.portrait.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event that a feature aggregates ({@code of}).
 *
 * @param name {@code amount}, {@code quantity}, {@code event_id}, {@code type}, {@code item_id},
 *     {@code category}, {@code text}, or {@code attributes.NAME}
 * @param kind whether it is taken as a number or as a text
 */
public record Field(String name, Kind kind) {

  /** The prefix of fields that are attributes. */
  public static final String ATTRIBUTE_PREFIX = "attributes.";

  /** What the field's values are. */
  public enum Kind {
    NUMBER,
    TEXT
  }

  /** The event's number; NaN where it has none. */
  public double number(Event event) {
    return switch (name) {
      case "amount" -> event.amount();
      case "quantity" -> event.quantity();
      default -> attribute(event) instanceof Double number ? number : Double.NaN;
    };
  }

  /** The event's text; null where it has none. */
  public @Nullable String text(Event event) {
    return switch (name) {
      case "event_id" -> event.eventId();
      case "type" -> event.type();
      case "item_id" -> event.itemId();
      case "category" -> event.category();
      case "text" -> event.text();
      default -> attribute(event) instanceof String text ? text : null;
    };
  }

  /** Whether the event has it. */
  public boolean isIn(Event event) {
    return kind == Kind.NUMBER ? !Double.isNaN(number(event)) : text(event) != null;
  }

  private @Nullable Object attribute(Event event) {
    return name.startsWith(ATTRIBUTE_PREFIX)
        ? event.attributes().get(name.substring(ATTRIBUTE_PREFIX.length()))
        : null;
  }
}
