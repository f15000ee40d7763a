package io.portrait.job.wire;

import io.portrait.event.Event;
import io.portrait.event.ParsedEvent;
import io.portrait.event.RejectedEvent;
import io.portrait.job.clean.RawEvent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link RawEvent} on the wire. */
public enum RawEventWire implements Codec<RawEvent> {
  CODEC;

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
    if (value.parsed() instanceof Event event) {
      out.writeBoolean(true);
      EventWire.CODEC.write(event, out);
    } else if (value.parsed() instanceof RejectedEvent rejected) {
      out.writeBoolean(false);
      RejectedEventWire.CODEC.write(rejected, out);
    }
  }

  @Override
  public RawEvent read(DataInput in) throws IOException {
    byte[] bytes = Texts.readBytes(in);
    var origin = RejectedEventWire.readOrigin(in);
    ParsedEvent parsed =
        in.readBoolean() ? EventWire.CODEC.read(in) : RejectedEventWire.CODEC.read(in);
    return new RawEvent(bytes, origin, parsed);
  }
}
