package io.portrait.job.wire;

import io.portrait.job.churn.ChurnAlert;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link ChurnAlert} on the wire. */
public enum ChurnAlertWire implements Codec<ChurnAlert> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<ChurnAlert> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ChurnAlert> type() {
    return ChurnAlert.class;
  }

  @Override
  public void write(ChurnAlert value, DataOutput out) throws IOException {
    Texts.write(value.userId(), out);
    out.writeLong(value.tickMillis());
    out.writeDouble(value.probability());
    out.writeDouble(value.threshold());
    out.writeLong(value.modelVersion());
    Texts.write(value.reasons(), out);
  }

  @Override
  public ChurnAlert read(DataInput in) throws IOException {
    return new ChurnAlert(
        Texts.read(in),
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        in.readLong(),
        Texts.readList(in));
  }
}
