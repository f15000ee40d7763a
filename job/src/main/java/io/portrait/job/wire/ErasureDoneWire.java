package io.portrait.job.wire;

import io.portrait.job.window.ErasureDone;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link ErasureDone} on the wire. */
public enum ErasureDoneWire implements Codec<ErasureDone> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<ErasureDone> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ErasureDone> type() {
    return ErasureDone.class;
  }

  @Override
  public void write(ErasureDone value, DataOutput out) throws IOException {
    Texts.write(value.userHash(), out);
    out.writeLong(value.erasedAtMillis());
    out.writeLong(value.knownAtMillis());
    out.writeLong(value.untilMillis());
  }

  @Override
  public ErasureDone read(DataInput in) throws IOException {
    return new ErasureDone(Texts.read(in), in.readLong(), in.readLong(), in.readLong());
  }
}
