package io.portrait.job.wire;

import io.portrait.job.learn.ModelReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** {@link ModelReport} on the wire. */
public enum ModelReportWire implements Codec<ModelReport> {
  CODEC;

  /** For Flink. */
  public static final TypeInformation<ModelReport> TYPE = new CodecTypeInformation<>(CODEC);

  @Override
  public Class<ModelReport> type() {
    return ModelReport.class;
  }

  @Override
  public void write(ModelReport value, DataOutput out) throws IOException {
    out.writeUTF(value.name());
    out.writeLong(value.version());
    out.writeLong(value.asOfMillis());
    Texts.write(value.parameters(), out);
    out.writeInt(value.metrics().size());
    for (Map.Entry<String, Double> metric : value.metrics().entrySet()) {
      Texts.write(metric.getKey(), out);
      out.writeDouble(metric.getValue());
    }
  }

  @Override
  public ModelReport read(DataInput in) throws IOException {
    String name = in.readUTF();
    long version = in.readLong();
    long asOf = in.readLong();
    String parameters = Texts.read(in);
    Map<String, Double> metrics = new TreeMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      metrics.put(Texts.read(in), in.readDouble());
    }
    return new ModelReport(name, version, asOf, parameters, metrics);
  }
}
