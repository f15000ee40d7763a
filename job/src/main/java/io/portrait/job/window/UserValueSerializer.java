package io.portrait.job.window;

import io.portrait.aggregate.UserState;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The value of a user, {@link UserState#encode()}, in Flink's state: its length and its bytes.
 *
 * <p>The bytes say themselves which version they are of and what laid them out. The savepoint says
 * it once more, so that a version of Portrait that is too old to read them is refused before the
 * job starts, and not at the first user.
 */
public final class UserValueSerializer extends TypeSerializerSingleton<byte[]> {

  /** It has no state. */
  public static final UserValueSerializer INSTANCE = new UserValueSerializer();

  private static final long serialVersionUID = 1;
  private static final BytePrimitiveArraySerializer BYTES = BytePrimitiveArraySerializer.INSTANCE;

  private UserValueSerializer() {}

  private Object readResolve() {
    return INSTANCE;
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public byte[] createInstance() {
    return BYTES.createInstance();
  }

  @Override
  public byte[] copy(byte[] from) {
    return BYTES.copy(from);
  }

  @Override
  public byte[] copy(byte[] from, byte[] reuse) {
    return BYTES.copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(byte[] value, DataOutputView target) throws IOException {
    BYTES.serialize(value, target);
  }

  @Override
  public byte[] deserialize(DataInputView source) throws IOException {
    return BYTES.deserialize(source);
  }

  @Override
  public byte[] deserialize(byte[] reuse, DataInputView source) throws IOException {
    return BYTES.deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    BYTES.copy(source, target);
  }

  @Override
  public TypeSerializerSnapshot<byte[]> snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint says of the values in it: the latest version that may be among them. */
  public static final class Snapshot implements TypeSerializerSnapshot<byte[]> {

    private static final int VERSION = 1;

    private int valueVersion = UserState.VERSION;

    /** For Flink, which then calls {@link #readSnapshot}. */
    public Snapshot() {}

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeInt(UserState.VERSION);
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      valueVersion = in.readInt();
      if (valueVersion > UserState.VERSION) {
        throw new IOException(
            "the savepoint was written by a later version of Portrait: users' values are of version "
                + valueVersion
                + ", this one reads up to "
                + UserState.VERSION);
      }
    }

    @Override
    public TypeSerializer<byte[]> restoreSerializer() {
      return INSTANCE;
    }

    /** The first values were written as plain arrays, in the same bytes. */
    @Override
    public TypeSerializerSchemaCompatibility<byte[]> resolveSchemaCompatibility(
        TypeSerializerSnapshot<byte[]> old) {
      boolean isReadable =
          old instanceof Snapshot
              || old instanceof BytePrimitiveArraySerializer.BytePrimitiveArraySerializerSnapshot;
      return isReadable
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
