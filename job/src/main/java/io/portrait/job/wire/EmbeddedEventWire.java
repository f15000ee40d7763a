package io.portrait.job.wire;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.EventCodec;
import io.portrait.event.UserRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * {@link EmbeddedEvent} or {@link Erasure} on the wire: what there is of a vector, the event or
 * erasure, the vector.
 */
public enum EmbeddedEventWire implements Codec<UserRecord> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<UserRecord> TYPE = new CodecTypeInformation<>(CODEC);

  private static final int PLAIN = 0;
  private static final int MISSED = 1;
  private static final int EMBEDDED = 2;
  private static final int ERASURE = 3;

  @Override
  public Class<UserRecord> type() {
    return UserRecord.class;
  }

  @Override
  public void write(UserRecord value, DataOutput out) throws IOException {
    if (value instanceof EmbeddedEvent event) {
      write(event, out);
    } else if (value instanceof Erasure erasure) {
      out.writeByte(ERASURE);
      EventCodec.write(erasure, out);
    } else {
      throw new IOException("neither embedded nor erasure: " + value.getClass().getName());
    }
  }

  private static void write(EmbeddedEvent value, DataOutput out) throws IOException {
    boolean isEmbedded = value.vector() != null;
    out.writeByte(isEmbedded ? EMBEDDED : value.isMissed() ? MISSED : PLAIN);
    EventCodec.write(value.event(), out);
    if (isEmbedded) {
      Floats.write(value.vector(), out);
    }
  }

  @Override
  public UserRecord read(DataInput in) throws IOException {
    int what = in.readByte();
    return switch (what) {
      case PLAIN -> EmbeddedEvent.plain(EventCodec.read(in));
      case MISSED -> EmbeddedEvent.missed(EventCodec.read(in));
      case EMBEDDED -> new EmbeddedEvent(EventCodec.read(in), Floats.read(in), false);
      case ERASURE -> EventCodec.readRecord(in);
      default -> throw new IOException("no embedded event: unknown tag " + what);
    };
  }
}
