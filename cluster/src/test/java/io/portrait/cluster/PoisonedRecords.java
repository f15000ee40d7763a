package io.portrait.cluster;

import io.portrait.event.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records that no producer should send, and why each is refused. */
final class PoisonedRecords {

  private static final String TIME = "2026-03-02T00:00:00Z";

  private PoisonedRecords() {}

  /**
   * A record.
   *
   * @param reason the one it is to be refused for
   */
  record Poison(byte @Nullable [] key, byte @Nullable [] value, RejectReason reason) {}

  /** One of each kind. */
  static List<Poison> all() {
    byte[] noise = new byte[300];
    new Random(5).nextBytes(noise);
    List<Poison> all = new ArrayList<>();
    all.add(new Poison(null, null, RejectReason.MALFORMED_JSON));
    all.add(new Poison(noise, noise, RejectReason.MALFORMED_JSON));
    all.add(of("[".repeat(200_000), RejectReason.MALFORMED_JSON));
    all.add(
        of(
            event(
                "u-1",
                TIME,
                "\"attributes\":" + "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000)),
            RejectReason.MALFORMED_JSON));
    all.add(
        of(
            event("u-1", TIME, "\"text\":\"" + "x".repeat(1_500_000) + "\""),
            RejectReason.TOO_LARGE));
    all.add(of(event("u-1", TIME, "\"amount\":1e400"), RejectReason.BAD_NUMBER));
    all.add(of(event("", TIME, "\"amount\":1"), RejectReason.MISSING_FIELD));
    all.add(of("\u0000", RejectReason.MALFORMED_JSON));
    all.addAll(ofTheFuture());
    return all;
  }

  /** Events of users who are there, from a clock that is far ahead: 1 hour to 300 years. */
  private static List<Poison> ofTheFuture() {
    List<Poison> all = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (long ahead = 3_600_000L; ahead < 300L * 365 * 86_400_000L; ahead *= 4) {
      all.add(
          of(
              event("u-" + all.size(), String.valueOf(now + ahead), "\"amount\":1"),
              RejectReason.CLOCK_AHEAD));
    }
    return all;
  }

  private static Poison of(String value, RejectReason reason) {
    return new Poison(
        "u-1".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), reason);
  }

  private static String event(String user, String time, String more) {
    String quoted = time.contains("T") ? "\"" + time + "\"" : time;
    return "{\"event_id\":\"poison\",\"user_id\":\"%s\",\"type\":\"view\",\"time\":%s,%s}"
        .formatted(user, quoted, more);
  }
}
