package io.portrait.job.score;

import io.portrait.job.wire.Codec;
import io.portrait.job.wire.CodecTypeInformation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link Standing} on the wire. */
enum StandingWire implements Codec<Standing> {
  CODEC;

  static final TypeInformation<Standing> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<Standing> type() {
    return Standing.class;
  }

  @Override
  public void write(Standing value, DataOutput out) throws IOException {
    out.writeInt(value.segment());
    out.writeBoolean(value.isAlerted());
  }

  @Override
  public Standing read(DataInput in) throws IOException {
    return new Standing(in.readInt(), in.readBoolean());
  }
}
