package io.portrait.job.wire;

import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link Event} on the wire. */
public enum EventWire implements Codec<Event> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<Event> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<Event> type() {
    return Event.class;
  }

  @Override
  public void write(Event value, DataOutput out) throws IOException {
    EventCodec.write(value, out);
  }

  @Override
  public Event read(DataInput in) throws IOException {
    return EventCodec.read(in);
  }
}
