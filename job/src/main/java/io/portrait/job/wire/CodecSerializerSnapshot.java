package io.portrait.job.wire;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Remembers which codec wrote: its enum class. */
public final class CodecSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {

  private static final int VERSION = 1;

  private @Nullable Codec<T> codec;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public CodecSerializerSnapshot() {}

  CodecSerializerSnapshot(Codec<T> codec) {
    this.codec = codec;
  }

  private Codec<T> codec() {
    if (codec == null) {
      throw new IllegalStateException("the snapshot has not been read");
    }
    return codec;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(codec().getClass().getName());
  }

  @Override
  @SuppressWarnings("unchecked") // the name was written by a codec of T
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    String name = in.readUTF();
    try {
      Object[] constants = Class.forName(name, true, loader).getEnumConstants();
      if (constants == null || constants.length != 1) {
        throw new IOException(name + " is no codec: an enum with one constant");
      }
      codec = (Codec<T>) constants[0];
    } catch (ClassNotFoundException gone) {
      throw new IOException("the codec " + name + " of the savepoint is not in this version", gone);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new CodecSerializer<>(codec());
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof CodecSerializerSnapshot<T> that && that.codec().equals(codec())
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
