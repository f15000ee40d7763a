package io.portrait.job.wire;

import io.portrait.job.learn.ModelUpdate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link ModelUpdate} on the wire. */
public enum ModelUpdateWire implements Codec<ModelUpdate> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<ModelUpdate> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ModelUpdate> type() {
    return ModelUpdate.class;
  }

  @Override
  public void write(ModelUpdate value, DataOutput out) throws IOException {
    out.writeUTF(value.name());
    out.writeLong(value.version());
    out.writeLong(value.fromMillis());
    Texts.write(value.model(), out);
  }

  @Override
  public ModelUpdate read(DataInput in) throws IOException {
    return new ModelUpdate(in.readUTF(), in.readLong(), in.readLong(), Texts.readBytes(in));
  }
}
