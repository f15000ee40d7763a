package io.portrait.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** JSON values token by token, copied or named. */
final class JsonText {

  private JsonText() {}

  /** Copies the value that begins at the parser's token; the parser stands at its end then. */
  static void copyValue(JsonParser parser, JsonToken first, JsonGenerator copy) throws IOException {
    int depth = 0;
    for (JsonToken token = first; ; token = parser.nextToken()) {
      copyToken(parser, token, copy);
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == 0) {
        return;
      }
    }
  }

  /** Copies one token; a number as it stands, for no double holds them all. */
  static void copyToken(JsonParser parser, JsonToken token, JsonGenerator copy) throws IOException {
    if (token.isNumeric()) {
      copy.writeNumber(parser.getText());
    } else {
      copy.copyCurrentEvent(parser);
    }
  }

  /** The kind of value that begins with a token, in words. */
  static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "null";
    };
  }
}
