package io.portrait.job.wire;

import io.portrait.job.window.Cause;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** {@link Cause} on the wire: its two times. */
final class CauseWire {

  private CauseWire() {}

  static void write(Cause cause, DataOutput out) throws IOException {
    out.writeLong(cause.eventMillis());
    out.writeLong(cause.arrivedMillis());
  }

  static Cause read(DataInput in) throws IOException {
    return new Cause(in.readLong(), in.readLong());
  }
}
