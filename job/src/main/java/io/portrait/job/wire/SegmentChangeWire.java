package io.portrait.job.wire;

import io.portrait.job.segment.SegmentChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link SegmentChange} on the wire. */
public enum SegmentChangeWire implements Codec<SegmentChange> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<SegmentChange> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<SegmentChange> type() {
    return SegmentChange.class;
  }

  @Override
  public void write(SegmentChange value, DataOutput out) throws IOException {
    Texts.write(value.userId(), out);
    out.writeLong(value.tickMillis());
    out.writeInt(value.from());
    out.writeInt(value.to());
    out.writeLong(value.modelVersion());
  }

  @Override
  public SegmentChange read(DataInput in) throws IOException {
    return new SegmentChange(
        Texts.read(in), in.readLong(), in.readInt(), in.readInt(), in.readLong());
  }
}
