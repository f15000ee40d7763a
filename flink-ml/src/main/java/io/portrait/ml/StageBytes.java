package io.portrait.ml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.ml.linalg.DenseVector;

/** Model data as bytes in memory. */
final class StageBytes {

  /** Something that writes itself. */
  interface Writing {
    void write(DataOutput out) throws IOException;
  }

  /** Something that can be read. */
  interface Reading<T> {
    T read(DataInput in) throws IOException;
  }

  private StageBytes() {}

  static byte[] of(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.write(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static <T> T read(byte[] bytes, Reading<T> reading) {
    try {
      return reading.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static void write(DenseVector vector, DataOutput out) throws IOException {
    out.writeInt(vector.size());
    for (double value : vector.values) {
      out.writeDouble(value);
    }
  }

  static DenseVector read(DataInput in) throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return new DenseVector(values);
  }
}
