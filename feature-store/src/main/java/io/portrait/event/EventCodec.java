package io.portrait.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes between steps and in state. About half the size of their JSON.
 *
 * <p>A byte of flags for the optional fields, eight bytes of time, then the texts, each as its
 * length (variable, 7 bits a byte, low bits first) and its UTF-8, numbers as eight bytes, and the
 * attributes, each with a tag for its type. Who stores it says which version of this form it is.
 *
 * <p>What is read equals what was written if its strings are well-formed, as those of {@link
 * EventParser} are; half a surrogate pair, which UTF-8 cannot hold, comes back as a question mark.
 */
public final class EventCodec {

  private static final int EVENT_ID = 1;
  private static final int ITEM_ID = 1 << 1;
  private static final int CATEGORY = 1 << 2;
  private static final int AMOUNT = 1 << 3;
  private static final int QUANTITY = 1 << 4;
  private static final int TEXT = 1 << 5;
  private static final int ATTRIBUTES = 1 << 6;
  private static final int ERASURE = 1 << 7;

  /** How much of a text is read before its length is believed. */
  private static final int PIECE = 1 << 16;

  private static final int STRING_TAG = 0;
  private static final int NUMBER_TAG = 1;
  private static final int FALSE_TAG = 2;
  private static final int TRUE_TAG = 3;

  private EventCodec() {}

  /** Writes an event. */
  public static void write(Event event, DataOutput out) throws IOException {
    Map<String, Object> attributes = event.attributes();
    int flags =
        flag(EVENT_ID, event.eventId() != null)
            | flag(ITEM_ID, event.itemId() != null)
            | flag(CATEGORY, event.category() != null)
            | flag(AMOUNT, !Double.isNaN(event.amount()))
            | flag(QUANTITY, !Double.isNaN(event.quantity()))
            | flag(TEXT, event.text() != null)
            | flag(ATTRIBUTES, !attributes.isEmpty());
    out.writeByte(flags);
    out.writeLong(event.timeMillis());
    writeText(event.userId(), out);
    writeText(event.type(), out);
    writeOptional(event.eventId(), out);
    writeOptional(event.itemId(), out);
    writeOptional(event.category(), out);
    writeOptional(event.amount(), out);
    writeOptional(event.quantity(), out);
    writeOptional(event.text(), out);
    if (!attributes.isEmpty()) {
      writeLength(attributes.size(), out);
      for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
        writeText(attribute.getKey(), out);
        writeValue(attribute.getValue(), out);
      }
    }
  }

  /**
   * Writes an erasure, such that {@link #readRecord} tells it from an event: flags that no event
   * has, its time and the user.
   */
  public static void write(Erasure erasure, DataOutput out) throws IOException {
    out.writeByte(ERASURE);
    out.writeLong(erasure.timeMillis());
    writeText(erasure.userId(), out);
  }

  /**
   * Reads an event or an erasure.
   *
   * @throws IOException if the bytes end early or are neither
   */
  public static UserRecord readRecord(DataInput in) throws IOException {
    int flags = in.readUnsignedByte();
    if (flags == ERASURE) {
      long time = in.readLong();
      return new Erasure(readText(in), time);
    }
    return read(flags, in);
  }

  /**
   * Reads an event.
   *
   * @throws IOException if the bytes end early or are no event
   */
  public static Event read(DataInput in) throws IOException {
    return read(in.readUnsignedByte(), in);
  }

  private static Event read(int flags, DataInput in) throws IOException {
    if ((flags & ERASURE) != 0) {
      throw new IOException("no event: unknown flags " + flags);
    }
    long time = in.readLong();
    String userId = readText(in);
    String type = readText(in);
    String eventId = (flags & EVENT_ID) != 0 ? readText(in) : null;
    String itemId = (flags & ITEM_ID) != 0 ? readText(in) : null;
    String category = (flags & CATEGORY) != 0 ? readText(in) : null;
    double amount = (flags & AMOUNT) != 0 ? in.readDouble() : Double.NaN;
    double quantity = (flags & QUANTITY) != 0 ? in.readDouble() : Double.NaN;
    String text = (flags & TEXT) != 0 ? readText(in) : null;
    Map<String, Object> attributes = (flags & ATTRIBUTES) != 0 ? readAttributes(in) : Map.of();
    return new Event(
        eventId, userId, type, time, itemId, category, amount, quantity, text, attributes);
  }

  private static Map<String, Object> readAttributes(DataInput in) throws IOException {
    int count = readLength(in);
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put(readText(in), readValue(in));
    }
    return Collections.unmodifiableMap(attributes);
  }

  private static void writeValue(Object value, DataOutput out) throws IOException {
    if (value instanceof String text) {
      out.writeByte(STRING_TAG);
      writeText(text, out);
    } else if (value instanceof Double number) {
      out.writeByte(NUMBER_TAG);
      out.writeDouble(number);
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? TRUE_TAG : FALSE_TAG);
    } else {
      throw new IllegalArgumentException("no attribute: " + value.getClass().getName());
    }
  }

  private static Object readValue(DataInput in) throws IOException {
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case STRING_TAG -> readText(in);
      case NUMBER_TAG -> in.readDouble();
      case FALSE_TAG -> false;
      case TRUE_TAG -> true;
      default -> throw new IOException("no event: unknown attribute tag " + tag);
    };
  }

  private static int flag(int flag, boolean isSet) {
    return isSet ? flag : 0;
  }

  private static void writeOptional(@Nullable String text, DataOutput out) throws IOException {
    if (text != null) {
      writeText(text, out);
    }
  }

  private static void writeOptional(double number, DataOutput out) throws IOException {
    if (!Double.isNaN(number)) {
      out.writeDouble(number);
    }
  }

  private static void writeText(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    writeLength(bytes.length, out);
    out.write(bytes);
  }

  private static String readText(DataInput in) throws IOException {
    return new String(readBytes(in, readLength(in)), UTF_8);
  }

  /** Piece by piece, so that a damaged length takes no more memory than there are bytes. */
  private static byte[] readBytes(DataInput in, int length) throws IOException {
    byte[] bytes = new byte[Math.min(length, PIECE)];
    in.readFully(bytes);
    while (bytes.length < length) {
      int read = bytes.length;
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
      in.readFully(bytes, read, bytes.length - read);
    }
    return bytes;
  }

  private static void writeLength(int length, DataOutput out) throws IOException {
    int rest = length;
    for (; rest > 0x7f; rest >>>= 7) {
      out.writeByte(rest | 0x80);
    }
    out.writeByte(rest);
  }

  private static int readLength(DataInput in) throws IOException {
    long length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int seven = in.readUnsignedByte();
      length |= (long) (seven & 0x7f) << shift;
      if (seven < 0x80 && length <= Integer.MAX_VALUE) {
        return (int) length;
      }
    }
    throw new IOException("no event: a length beyond 2^31");
  }
}
