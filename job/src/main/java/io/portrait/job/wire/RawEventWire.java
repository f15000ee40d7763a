package io.portrait.job.wire;

import io.portrait.event.Heartbeat;
import io.portrait.event.ParsedEvent;
import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.clean.RawEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link RawEvent} on the wire. */
public enum RawEventWire implements Codec<RawEvent> {
  CODEC;

  private static final int REJECTED = 0;
  private static final int EVENT = 1;
  private static final int HEARTBEAT = 2;

  /** For Flink. */
  public static final TypeInformation<RawEvent> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<RawEvent> type() {
    return RawEvent.class;
  }

  @Override
  public void write(RawEvent value, DataOutput out) throws IOException {
    Texts.write(value.bytes(), out);
    RejectedEventWire.writeOrigin(value.origin(), out);
    if (value.parsed() instanceof UserRecord ofUser) {
      out.writeByte(EVENT);
      EventWire.CODEC.write(ofUser, out);
    } else if (value.parsed() instanceof RejectedEvent rejected) {
      out.writeByte(REJECTED);
      RejectedEventWire.CODEC.write(rejected, out);
    } else if (value.parsed() instanceof Heartbeat heartbeat) {
      out.writeByte(HEARTBEAT);
      out.writeLong(heartbeat.timeMillis());
    }
  }

  @Override
  public RawEvent read(DataInput in) throws IOException {
    byte[] bytes = Texts.readBytes(in);
    var origin = RejectedEventWire.readOrigin(in);
    int tag = in.readByte();
    ParsedEvent parsed =
        switch (tag) {
          case EVENT -> (ParsedEvent) EventWire.CODEC.read(in);
          case REJECTED -> RejectedEventWire.CODEC.read(in);
          case HEARTBEAT -> new Heartbeat(in.readLong());
          default -> throw new IOException("unknown tag " + tag + " of a record");
        };
    return new RawEvent(bytes, origin, parsed);
  }
}
