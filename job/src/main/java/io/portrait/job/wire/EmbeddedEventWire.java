package io.portrait.job.wire;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link EmbeddedEvent} on the wire: what there is of a vector, the event, the vector. */
public enum EmbeddedEventWire implements Codec<EmbeddedEvent> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<EmbeddedEvent> TYPE = new CodecTypeInformation<>(CODEC);

  private static final int PLAIN = 0;
  private static final int MISSED = 1;
  private static final int EMBEDDED = 2;

  @Override
  public Class<EmbeddedEvent> type() {
    return EmbeddedEvent.class;
  }

  @Override
  public void write(EmbeddedEvent value, DataOutput out) throws IOException {
    boolean isEmbedded = value.vector() != null;
    out.writeByte(isEmbedded ? EMBEDDED : value.isMissed() ? MISSED : PLAIN);
    EventCodec.write(value.event(), out);
    if (isEmbedded) {
      Floats.write(value.vector(), out);
    }
  }

  @Override
  public EmbeddedEvent read(DataInput in) throws IOException {
    int what = in.readByte();
    Event event = EventCodec.read(in);
    return switch (what) {
      case PLAIN -> EmbeddedEvent.plain(event);
      case MISSED -> EmbeddedEvent.missed(event);
      case EMBEDDED -> new EmbeddedEvent(event, Floats.read(in), false);
      default -> throw new IOException("no embedded event: unknown tag " + what);
    };
  }
}
