package io.portrait.job.window;

import io.portrait.job.wire.Codec;
import io.portrait.job.wire.CodecTypeInformation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link Tombstone} in state. */
enum TombstoneWire implements Codec<Tombstone> {
  CODEC;

  static final TypeInformation<Tombstone> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<Tombstone> type() {
    return Tombstone.class;
  }

  @Override
  public void write(Tombstone value, DataOutput out) throws IOException {
    out.writeLong(value.erasedAtMillis());
    out.writeLong(value.untilMillis());
  }

  @Override
  public Tombstone read(DataInput in) throws IOException {
    return new Tombstone(in.readLong(), in.readLong());
  }
}
