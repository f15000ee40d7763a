package io.portrait.job.wire;

import io.portrait.definition.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** {@link Values} on the wire: a tag a slot, then what it holds; at the end the embedding. */
final class ValuesWire {

  private static final int NULL = 0;
  private static final int NUMBER = 1;
  private static final int TEXT = 2;
  private static final int TEXTS = 3;

  private ValuesWire() {}

  static void write(Values values, DataOutput out) throws IOException {
    out.writeInt(values.size());
    for (int slot = 0; slot < values.size(); slot++) {
      double number = values.number(slot);
      String text = values.object(slot) instanceof String one ? one : null;
      List<String> texts = values.object(slot) instanceof List<?> ? values.texts(slot) : null;
      if (!Double.isNaN(number)) {
        out.writeByte(NUMBER);
        out.writeDouble(number);
      } else if (text != null) {
        out.writeByte(TEXT);
        Texts.write(text, out);
      } else if (texts != null) {
        out.writeByte(TEXTS);
        Texts.write(texts, out);
      } else {
        out.writeByte(NULL);
      }
    }
    Floats.write(values.embedding(), out);
    out.writeBoolean(values.embeddingLacks());
  }

  static Values read(DataInput in) throws IOException {
    Values values = new Values(in.readInt());
    for (int slot = 0; slot < values.size(); slot++) {
      int tag = in.readByte();
      switch (tag) {
        case NULL -> {}
        case NUMBER -> values.set(slot, in.readDouble());
        case TEXT -> values.set(slot, Texts.read(in));
        case TEXTS -> values.set(slot, Texts.readList(in));
        default -> throw new IOException("unknown tag " + tag + " of slot " + slot);
      }
    }
    values.setEmbedding(Floats.read(in), in.readBoolean());
    return values;
  }
}
