package io.portrait.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Strings of any length, and lists and maps of them, on the wire. */
final class Texts {

  private Texts() {}

  static void write(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  static void write(String text, DataOutput out) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8), out);
  }

  static String read(DataInput in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  static void write(List<String> texts, DataOutput out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      write(text, out);
    }
  }

  static List<String> readList(DataInput in) throws IOException {
    int size = in.readInt();
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(read(in));
    }
    return texts;
  }

  static void write(Map<String, Long> numbers, DataOutput out) throws IOException {
    out.writeInt(numbers.size());
    for (Map.Entry<String, Long> entry : numbers.entrySet()) {
      write(entry.getKey(), out);
      out.writeLong(entry.getValue());
    }
  }

  static Map<String, Long> readMap(DataInput in) throws IOException {
    int size = in.readInt();
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      numbers.put(read(in), in.readLong());
    }
    return numbers;
  }
}
