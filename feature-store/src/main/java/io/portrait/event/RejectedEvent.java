package io.portrait.event;

import java.util.Arrays;

/**
 * A record that is no event, kept with its reason so that nothing is lost.
 *
 * @param raw the record's first {@link #MAX_RAW_BYTES} bytes, as they came
 * @param reason why
 * @param detail one readable line of at most 200 characters: which field, what stood there
 * @param origin where the record came from
 */
public record RejectedEvent(byte[] raw, RejectReason reason, String detail, Origin origin)
    implements ParsedEvent {

  /** How much of a rejected record is kept: 64 KiB. */
  public static final int MAX_RAW_BYTES = 64 * 1024;

  /** How much of one is kept that is sealed ({@link Pseudonyms#seal}): with the seal, as much. */
  public static final int MAX_SEALED_BYTES = MAX_RAW_BYTES - Pseudonyms.SEAL_BYTES;

  public RejectedEvent {
    if (raw.length > MAX_RAW_BYTES) {
      raw = Arrays.copyOf(raw, MAX_RAW_BYTES);
    }
    detail = Detail.line(detail);
  }
}
