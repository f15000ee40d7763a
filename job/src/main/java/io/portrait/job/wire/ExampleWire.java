package io.portrait.job.wire;

import io.portrait.learning.Doubles;
import io.portrait.learning.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.types.Either;

/** {@link Example} on the wire. */
public enum ExampleWire implements Codec<Example> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<Example> TYPE = new CodecTypeInformation<>(CODEC);

  /** An example, or the id of a user who was erased: none of theirs is to be learned from. */
  public static final TypeInformation<Either<Example, String>> OR_ERASED =
      new EitherTypeInfo<>(TYPE, Types.STRING);

  @Override
  public Class<Example> type() {
    return Example.class;
  }

  @Override
  public void write(Example value, DataOutput out) throws IOException {
    Texts.write(value.userId(), out);
    out.writeLong(value.tickMillis());
    out.writeLong(value.dueMillis());
    Doubles.write(value.features(), out);
    out.writeDouble(value.label());
    out.writeDouble(value.weight());
  }

  @Override
  public Example read(DataInput in) throws IOException {
    return new Example(
        Texts.read(in),
        in.readLong(),
        in.readLong(),
        Doubles.read(in),
        in.readDouble(),
        in.readDouble());
  }
}
