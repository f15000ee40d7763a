package io.portrait.learning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;

/** What writes itself, as bytes. */
final class Bytes {

  private Bytes() {}

  /** Something that writes itself. */
  interface Written {
    void write(DataOutput out) throws IOException;
  }

  static byte[] of(Written written) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    written.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static DataInput of(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
