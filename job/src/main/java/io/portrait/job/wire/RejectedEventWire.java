package io.portrait.job.wire;

import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link RejectedEvent} on the wire. */
public enum RejectedEventWire implements Codec<RejectedEvent> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<RejectedEvent> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<RejectedEvent> type() {
    return RejectedEvent.class;
  }

  @Override
  public void write(RejectedEvent value, DataOutput out) throws IOException {
    Texts.write(value.raw(), out);
    out.writeUTF(value.reason().name());
    Texts.write(value.detail(), out);
    writeOrigin(value.origin(), out);
  }

  @Override
  public RejectedEvent read(DataInput in) throws IOException {
    return new RejectedEvent(
        Texts.readBytes(in), RejectReason.valueOf(in.readUTF()), Texts.read(in), readOrigin(in));
  }

  static void writeOrigin(Origin origin, DataOutput out) throws IOException {
    Texts.write(origin.topic(), out);
    out.writeInt(origin.partition());
    out.writeLong(origin.offset());
  }

  static Origin readOrigin(DataInput in) throws IOException {
    return new Origin(Texts.read(in), in.readInt(), in.readLong());
  }
}
