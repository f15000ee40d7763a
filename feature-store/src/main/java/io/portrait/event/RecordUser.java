package io.portrait.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose a record is that may be no event: of a rejected one, too, whose user is all that is right
 * about it, or that was cut off behind it.
 */
public final class RecordUser {

  private final List<String> path;

  /** For events as the file's rules describe them. */
  public RecordUser(EventRules rules) {
    String name = EventField.USER_ID.label();
    String pointer = rules.fields().getOrDefault(name, "/" + name);
    path = Splitter.on('/').splitToList(pointer.substring(1));
  }

  /**
   * The user that a record names; of one that breaks off, as far as it goes. Of two names the later
   * counts, as with events.
   */
  public Optional<String> of(byte[] record) {
    String[] found = new String[1];
    try (JsonParser parser = EventParser.JSON.createParser(record)) {
      JsonToken token = parser.nextToken();
      if (token != null && token.isStructStart()) {
        find(parser, 0, found);
      }
    } catch (IOException | RuntimeException e) {
      // What stood before the break is known; behind it nobody can tell.
    }
    return Optional.ofNullable(found[0]);
  }

  /** Reads the object or array that has begun to its end. */
  private void find(JsonParser parser, int depth, String[] found) throws IOException {
    boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
    String wanted = path.get(depth).replace("~1", "/").replace("~0", "~");
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != null && !token.isStructEnd();
        token = parser.nextToken()) {
      String name = isArray ? Integer.toString(index++) : parser.currentName();
      JsonToken value = isArray ? token : parser.nextToken();
      if (value == null) {
        return;
      }
      if (!wanted.equals(name)) {
        parser.skipChildren();
      } else if (depth == path.size() - 1) {
        found[0] = id(parser, value);
        parser.skipChildren();
      } else if (value.isStructStart()) {
        find(parser, depth + 1, found);
      }
    }
  }

  private static @Nullable String id(JsonParser parser, JsonToken value) throws IOException {
    String text = parser.getText();
    if (value.isNumeric()) {
      return WholeNumber.of(text);
    }
    return value == JsonToken.VALUE_STRING && !text.isEmpty() ? text : null;
  }
}
