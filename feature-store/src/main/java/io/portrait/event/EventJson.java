package io.portrait.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as contract 1 has them on the topic. */
public final class EventJson {

  private static final double LARGEST_WHOLE = 1L << 53;

  private EventJson() {}

  /**
   * The event as one JSON object in UTF-8, without line breaks. Absent fields are left out; {@link
   * EventParser} reads an equal event from it if the time lies within the years 1 to 9999.
   */
  public static byte[] toJson(Event event) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
      try (JsonGenerator json = EventParser.JSON.createGenerator(bytes)) {
        json.writeStartObject();
        write(json, EventField.EVENT_ID, event.eventId());
        write(json, EventField.USER_ID, event.userId());
        write(json, EventField.TYPE, event.type());
        write(json, EventField.TIME, IsoTime.format(event.timeMillis()));
        write(json, EventField.ITEM_ID, event.itemId());
        write(json, EventField.CATEGORY, event.category());
        write(json, EventField.AMOUNT, event.amount());
        write(json, EventField.QUANTITY, event.quantity());
        write(json, EventField.TEXT, event.text());
        if (!event.attributes().isEmpty()) {
          json.writeObjectFieldStart(EventField.ATTRIBUTES.label());
          for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
            json.writeFieldName(attribute.getKey());
            writeValue(json, attribute.getValue());
          }
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      // half a surrogate pair: no event of the parser has one
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, EventField field, @Nullable String text)
      throws IOException {
    if (text != null) {
      json.writeStringField(field.label(), text);
    }
  }

  private static void write(JsonGenerator json, EventField field, double number)
      throws IOException {
    if (!Double.isNaN(number)) {
      json.writeFieldName(field.label());
      writeNumber(json, number);
    }
  }

  private static void writeValue(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Double number) {
      writeNumber(json, number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString((String) value);
    }
  }

  private static void writeNumber(JsonGenerator json, double number) throws IOException {
    if (number == Math.rint(number)
        && Math.abs(number) <= LARGEST_WHOLE
        && !isNegativeZero(number)) {
      json.writeNumber((long) number);
    } else {
      json.writeNumber(number);
    }
  }

  private static boolean isNegativeZero(double number) {
    return number == 0 && 1 / number < 0;
  }
}
