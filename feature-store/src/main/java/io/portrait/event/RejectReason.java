package io.portrait.event;

import java.util.Locale;

/** Why a record is no event. A closed list; where several apply, the first one counts. */
public enum RejectReason {
  /** Over 1 MiB. */
  TOO_LARGE,
  /** Not UTF-8, not JSON, or not an object. */
  MALFORMED_JSON,
  /** {@code user_id}, {@code type} or {@code time} absent, null or empty. */
  MISSING_FIELD,
  /** A field holds a JSON type, or a length, that it may not have. */
  BAD_TYPE,
  /** {@code time} is neither ISO-8601 with an offset nor whole epoch milliseconds. */
  BAD_TIME,
  /** A number is not finite, or beyond 1e15 either way. */
  BAD_NUMBER,
  /** Later than now by more than {@code max_future}. */
  CLOCK_AHEAD,
  /** Behind the watermark by more than the longest window of the definition file. */
  TOO_LATE,
  /** Of a user who was erased, from before that. What it said is not kept: it is of the user. */
  ERASED;

  /** The name as it stands in tables, metrics and summaries: {@code too_large}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
