package io.portrait.job.learn;

import io.portrait.job.wire.Codec;
import io.portrait.job.wire.CodecTypeInformation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * {@link ExampleKey} as bytes that lie in the order of the keys, byte by byte and without sign: so
 * RocksDB keeps them sorted. Two users whose hashes agree lie by the length of their ids first.
 */
enum ExampleKeyWire implements Codec<ExampleKey> {
  CODEC;

  static final TypeInformation<ExampleKey> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ExampleKey> type() {
    return ExampleKey.class;
  }

  @Override
  public void write(ExampleKey value, DataOutput out) throws IOException {
    out.writeLong(value.tickMillis() ^ Long.MIN_VALUE);
    out.writeLong(value.order());
    out.writeUTF(value.userId());
  }

  @Override
  public ExampleKey read(DataInput in) throws IOException {
    return new ExampleKey(in.readLong() ^ Long.MIN_VALUE, in.readLong(), in.readUTF());
  }
}
