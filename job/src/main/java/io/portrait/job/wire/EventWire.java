package io.portrait.job.wire;

import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import io.portrait.event.UserRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link Event} or {@link Erasure} on the wire. */
public enum EventWire implements Codec<UserRecord> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<UserRecord> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<UserRecord> type() {
    return UserRecord.class;
  }

  @Override
  public void write(UserRecord value, DataOutput out) throws IOException {
    if (value instanceof Event event) {
      EventCodec.write(event, out);
    } else if (value instanceof Erasure erasure) {
      EventCodec.write(erasure, out);
    } else {
      throw new IOException("neither event nor erasure: " + value.getClass().getName());
    }
  }

  @Override
  public UserRecord read(DataInput in) throws IOException {
    return EventCodec.readRecord(in);
  }
}
