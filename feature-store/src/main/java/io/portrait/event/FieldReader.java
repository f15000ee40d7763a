package io.portrait.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Utf8;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Reads the value at the parser's token as a field of the draft, or as an attribute. */
final class FieldReader {

  private static final double MAX_NUMBER = 1e15;

  /** So many digits surely fit a long. */
  private static final int LONG_DIGITS = 18;

  private final EventDraft draft;
  private boolean isEscaped;

  FieldReader(EventDraft draft) {
    this.draft = draft;
  }

  /** Whether the record has escapes, so that its strings may hold half a surrogate pair. */
  void setEscaped(boolean escaped) {
    isEscaped = escaped;
  }

  /** Takes the value for the field: sets it, or notes the mistake. Leaves the parser in place. */
  void take(JsonParser parser, EventField field, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      absent(field, " is null");
      return;
    }
    switch (field) {
      case USER_ID, ITEM_ID -> takeId(parser, field, token);
      case TIME -> takeTime(parser, token);
      case AMOUNT, QUANTITY -> takeNumber(parser, field, token);
      case ATTRIBUTES -> {
        draft.forget(field);
        if (token != JsonToken.START_OBJECT) {
          wrongType(field, token, "object");
        }
      }
      default -> takeText(parser, field, token, "string");
    }
  }

  /**
   * The value as an attribute has it: String, Double, Boolean, nested values as compact JSON text;
   * null where it is null or a number beyond a double. Leaves the parser at the value's end.
   */
  @Nullable Object attribute(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> readable(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = number(parser, token);
        yield Double.isInfinite(number) ? null : (Object) number;
      }
      case START_OBJECT, START_ARRAY -> {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = EventParser.JSON.createGenerator(text)) {
          JsonText.copyValue(parser, token, copy);
        }
        yield readable(text.toString());
      }
      default -> null;
    };
  }

  /** The text, with U+FFFD where UTF-8 could not hold it. */
  String readable(String text) {
    return isEscaped ? Surrogates.replaceUnpaired(text) : text;
  }

  private void takeText(JsonParser parser, EventField field, JsonToken token, String wanted)
      throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      wrongType(field, token, wanted);
      return;
    }
    String text = parser.getText();
    if (text.isEmpty()) {
      absent(field, " is empty");
    } else if (field == EventField.USER_ID) {
      takeUserId(text);
    } else {
      draft.set(field, readable(text));
    }
  }

  private void takeId(JsonParser parser, EventField field, JsonToken token) throws IOException {
    if (!token.isNumeric()) {
      takeText(parser, field, token, "string or whole number");
      return;
    }
    String id = WholeNumber.of(parser.getText());
    if (id == null) {
      String found = ": " + Detail.cut(parser.getText()) + " is no string or whole number";
      draft.mistake(field, RejectReason.BAD_TYPE, found);
    } else if (field == EventField.USER_ID) {
      takeUserId(id);
    } else {
      draft.set(field, id);
    }
  }

  private void takeUserId(String id) {
    if (isEscaped && !Surrogates.arePaired(id)) {
      draft.mistake(
          EventField.USER_ID, RejectReason.BAD_TYPE, ": half of a surrogate pair is in it");
    } else if (id.length() > Event.MAX_USER_ID_BYTES / 3
        && Utf8.encodedLength(id) > Event.MAX_USER_ID_BYTES) {
      String found = ": " + Utf8.encodedLength(id) + " bytes, of which 1,024 are the most";
      draft.mistake(EventField.USER_ID, RejectReason.BAD_TYPE, found);
    } else {
      draft.set(EventField.USER_ID, id);
    }
  }

  private void takeTime(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      int length = parser.getTextLength();
      if (length == 0) {
        absent(EventField.TIME, " is empty");
        return;
      }
      long time = IsoTime.parse(parser.getTextCharacters(), parser.getTextOffset(), length);
      if (time == IsoTime.NONE) {
        String found = ": " + Detail.quote(parser.getText());
        String detail = found + " is no ISO-8601 time with an offset";
        draft.mistake(EventField.TIME, RejectReason.BAD_TIME, detail);
      } else {
        draft.setTime(time);
      }
    } else if (token.isNumeric()) {
      String whole = WholeNumber.of(parser.getText());
      boolean isLong = whole != null && whole.length() <= LONG_DIGITS;
      long time = isLong ? Long.parseLong(whole) : IsoTime.NONE;
      if (time >= IsoTime.EARLIEST && time <= IsoTime.LATEST) {
        draft.setTime(time);
      } else {
        String found = ": " + Detail.cut(parser.getText());
        String detail = found + " is no whole number of milliseconds in the years 1 to 9999";
        draft.mistake(EventField.TIME, RejectReason.BAD_TIME, detail);
      }
    } else {
      wrongType(EventField.TIME, token, "string or number");
    }
  }

  private void takeNumber(JsonParser parser, EventField field, JsonToken token) throws IOException {
    if (!token.isNumeric()) {
      wrongType(field, token, "number");
      return;
    }
    double number = number(parser, token);
    if (Math.abs(number) <= MAX_NUMBER) {
      draft.set(field, number);
    } else {
      String found = ": " + Detail.cut(parser.getText()) + " is beyond 1e15";
      draft.mistake(field, RejectReason.BAD_NUMBER, found);
    }
  }

  private void absent(EventField field, String how) {
    draft.forget(field);
    switch (field) {
      case USER_ID, TYPE, TIME -> draft.mistake(field, RejectReason.MISSING_FIELD, how);
      default -> {}
    }
  }

  private void wrongType(EventField field, JsonToken token, String wanted) {
    draft.mistake(field, RejectReason.BAD_TYPE, ": " + JsonText.kind(token) + " is no " + wanted);
  }

  private static double number(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    return parser.getTextLength() <= LONG_DIGITS
        ? (double) parser.getLongValue()
        : Double.parseDouble(parser.getText());
  }
}
