package io.portrait.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portrait.event.Event;
import io.portrait.event.EventJson;
import java.time.Instant;
import java.util.Arrays;

/** Records that are no events, as producers make them: one for most reasons of contract 1. */
final class BrokenRecords {

  private static final int KINDS = 7;

  private BrokenRecords() {}

  /** The event's record with something wrong. */
  static byte[] from(Event event, Dice dice) {
    byte[] whole = EventJson.toJson(event);
    String json = new String(whole, UTF_8);
    String time = Instant.ofEpochMilli(event.timeMillis()).toString();
    return switch (dice.below(KINDS)) {
      case 0 -> Arrays.copyOf(whole, 1 + dice.below(whole.length - 1));
      case 1 -> notUtf8(whole, dice);
      case 2 -> json.replace("\"user_id\"", "\"visitor\"").getBytes(UTF_8);
      case 3 -> json.replace(time, "yesterday").getBytes(UTF_8);
      case 4 -> json.replace(time, "9999-12-31T00:00:00Z").getBytes(UTF_8);
      case 5 -> withEntry(json, "\"amount\":\"free\"");
      default -> withEntry(json, "\"quantity\":1e400");
    };
  }

  private static byte[] notUtf8(byte[] whole, Dice dice) {
    byte[] broken = whole.clone();
    broken[dice.below(broken.length)] = (byte) 0xff;
    return broken;
  }

  /** Of two entries with one name the last one counts. */
  private static byte[] withEntry(String json, String entry) {
    return (json.substring(0, json.length() - 1) + ',' + entry + '}').getBytes(UTF_8);
  }
}
