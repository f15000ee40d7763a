package io.portrait.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event, an erasure or a rejected event of a record (contract 1). Never throws and never
 * loses one.
 *
 * <p>Reads the record once, without a tree, in time proportional to its length. All strings of the
 * events it makes are well-formed: an unpaired surrogate, which JSON can escape but UTF-8 cannot
 * hold, is replaced by U+FFFD, and refused in a user id.
 *
 * <p>Not thread-safe: one instance a thread.
 */
public final class EventParser {

  /** The longest record that is looked at: 1 MiB. */
  public static final int MAX_RECORD_BYTES = 1 << 20;

  /** The deepest nesting of objects and arrays. */
  public static final int MAX_DEPTH = 1_000;

  private static final byte[] NOTHING = {};

  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // a record's own limit bounds them all
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_RECORD_BYTES)
                  .maxStringLength(MAX_RECORD_BYTES)
                  .maxNameLength(MAX_RECORD_BYTES)
                  .build())
          .build();

  private final FieldRoute root;
  private final long maxFutureMillis;
  private final String erase;
  private final Pseudonyms pseudonyms;
  private final EventDraft draft = new EventDraft();
  private final FieldReader reader = new FieldReader(draft);

  /**
   * A parser for events as the file's rules describe them, under the ids that stand in them.
   *
   * @throws IllegalArgumentException if {@code rules.fields()} names no field of an event, or a
   *     pointer does not begin with a slash
   */
  public EventParser(EventRules rules) {
    this(rules, Pseudonyms.NONE);
  }

  /**
   * The same, under what users are called from here on.
   *
   * @throws IllegalArgumentException as above
   */
  public EventParser(EventRules rules, Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
    root = FieldRoute.of(rules.fields());
    maxFutureMillis = saturatedMillis(rules.maxFuture());
    erase = rules.erase();
  }

  /**
   * What a record is.
   *
   * @param record the bytes as they came, kept by a rejected event; null for a record without value
   * @param origin where it came from, for a rejected event
   * @param nowMillis the clock, against which a time in the future is judged
   * @return the event or erasure, or the first reason of {@link RejectReason} that applies
   */
  public ParsedEvent parse(byte @Nullable [] record, Origin origin, long nowMillis) {
    if (record == null) {
      return malformed(NOTHING, "the record has no value", origin);
    }
    if (record.length > MAX_RECORD_BYTES) {
      String detail = "a record of " + record.length + " bytes, of which 1 MiB is the most";
      return new RejectedEvent(record, RejectReason.TOO_LARGE, detail, origin);
    }
    RecordBytes.Content content = RecordBytes.look(record);
    if (content == RecordBytes.Content.BROKEN) {
      return malformed(record, "not UTF-8", origin);
    }
    reader.setEscaped(content == RecordBytes.Content.ESCAPED);
    draft.clear();
    try (JsonParser parser = JSON.createParser(record)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        String found =
            first == null ? "the record is empty" : JsonText.kind(first) + " is no object";
        return malformed(record, found, origin);
      }
      readEntries(parser, root, draft.unknown());
      if (parser.nextToken() != null) {
        return malformed(record, "something follows the object", origin);
      }
    } catch (JsonProcessingException e) {
      return malformed(record, "not JSON: " + complaint(e), origin);
    } catch (IOException | RuntimeException e) {
      // bytes in memory do not fail to be read; should the library trip over some, they are no JSON
      return malformed(record, "not JSON: " + e, origin);
    }
    long latestMillis = LongMath.saturatedAdd(nowMillis, maxFutureMillis);
    return pseudonyms.apply(draft.finish(record, origin, latestMillis, erase));
  }

  /** Reads an object whose entries are fields where they are mapped and attributes where not. */
  private void readEntries(JsonParser parser, FieldRoute route, Attributes attributes)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      FieldRoute child = route.child(name);
      Object rest =
          child == null ? reader.attribute(parser, token) : readMapped(parser, child, token);
      if (child == null || !child.isLeaf()) {
        attributes.put(reader.readable(name), rest);
      }
    }
  }

  /** Reads a value at or above mapped places; returns what is left of it, null for nothing. */
  private @Nullable Object readMapped(JsonParser parser, FieldRoute route, JsonToken token)
      throws IOException {
    if (takeHere(parser, route, token)) {
      return null;
    }
    if (!token.isStructStart()) {
      return reader.attribute(parser, token);
    }
    StringWriter text = new StringWriter();
    boolean isLeft;
    try (JsonGenerator rest = JSON.createGenerator(text)) {
      isLeft = copyRest(parser, route, token, rest);
    }
    return isLeft ? reader.readable(text.toString()) : null;
  }

  /** Takes the fields that stand right here; returns whether the value is used up by them. */
  private boolean takeHere(JsonParser parser, FieldRoute route, JsonToken token)
      throws IOException {
    if (!route.isLeaf()) {
      route.forget(draft);
    }
    for (EventField field : route.fields()) {
      reader.take(parser, field, token);
    }
    if (route.holdsAttributes() && token == JsonToken.START_OBJECT) {
      readEntries(parser, route, draft.attributes());
      return true;
    }
    if (route.isLeaf()) {
      parser.skipChildren();
    }
    return route.isLeaf() || !(route.fields().isEmpty() || token.isStructStart());
  }

  /** Copies what is not mapped of an object or array; returns whether that was anything. */
  private boolean copyRest(JsonParser parser, FieldRoute route, JsonToken start, JsonGenerator rest)
      throws IOException {
    boolean isArray = start == JsonToken.START_ARRAY;
    boolean isLeft = false;
    int index = 0;
    JsonText.copyToken(parser, start, rest);
    for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
      String name = isArray ? Integer.toString(index++) : parser.currentName();
      JsonToken value = isArray ? token : parser.nextToken();
      FieldRoute child = route.child(name);
      if (child != null && takeHere(parser, child, value)) {
        continue;
      }
      if (!isArray) {
        rest.writeFieldName(name);
      }
      if (child != null && value.isStructStart()) {
        isLeft |= copyRest(parser, child, value, rest);
      } else {
        JsonText.copyValue(parser, value, rest);
        isLeft = true;
      }
    }
    JsonText.copyToken(parser, isArray ? JsonToken.END_ARRAY : JsonToken.END_OBJECT, rest);
    return isLeft;
  }

  private static RejectedEvent malformed(byte[] record, String detail, Origin origin) {
    return new RejectedEvent(record, RejectReason.MALFORMED_JSON, detail, origin);
  }

  private static String complaint(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    JsonLocation location = e.getLocation();
    return location == null ? line : line + " (byte " + location.getByteOffset() + ")";
  }

  private static long saturatedMillis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
