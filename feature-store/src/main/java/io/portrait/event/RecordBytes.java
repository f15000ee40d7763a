package io.portrait.event;

import com.google.common.base.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** One look over a record's bytes, eight at a time, so that the usual plain ASCII is done with. */
final class RecordBytes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long BACKSLASHES = ONES * '\\';

  private RecordBytes() {}

  /** What a record's bytes may hold. */
  enum Content {
    /** Well-formed UTF-8 without a backslash: no string in it can hold an unpaired surrogate. */
    PLAIN,
    /** Well-formed UTF-8 with escapes. */
    ESCAPED,
    /** Not UTF-8. */
    BROKEN
  }

  static Content look(byte[] bytes) {
    long seen = 0;
    long backslashes = 0;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      seen |= eight;
      // a byte that becomes zero borrows from its high bit (Warren, "Hacker's Delight", 6-1)
      long zeroed = eight ^ BACKSLASHES;
      backslashes |= (zeroed - ONES) & ~zeroed;
    }
    boolean isAscii = (seen & HIGH_BITS) == 0;
    boolean hasBackslash = (backslashes & HIGH_BITS) != 0;
    for (; at < bytes.length; at++) {
      isAscii &= bytes[at] >= 0;
      hasBackslash |= bytes[at] == '\\';
    }
    if (!isAscii && !Utf8.isWellFormed(bytes)) {
      return Content.BROKEN;
    }
    return hasBackslash ? Content.ESCAPED : Content.PLAIN;
  }
}
