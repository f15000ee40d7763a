package io.portrait.job.wire;

import io.portrait.job.churn.Label;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link Label} on the wire. */
public enum LabelWire implements Codec<Label> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<Label> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<Label> type() {
    return Label.class;
  }

  @Override
  public void write(Label value, DataOutput out) throws IOException {
    Texts.write(value.userId(), out);
    out.writeLong(value.tickMillis());
    out.writeLong(value.maturedMillis());
    out.writeBoolean(value.isChurned());
    out.writeDouble(value.probability());
    out.writeLong(value.modelVersion());
  }

  @Override
  public Label read(DataInput in) throws IOException {
    return new Label(
        Texts.read(in),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readDouble(),
        in.readLong());
  }
}
