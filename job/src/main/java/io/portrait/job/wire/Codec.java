package io.portrait.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * The binary form of an immutable type between operators. Implementations are enums with one
 * constant, so that they are found again by class name in a savepoint.
 */
public interface Codec<T> extends Serializable {

  /** What is encoded. */
  Class<T> type();

  /** Writes the whole value. */
  void write(T value, DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote. */
  T read(DataInput in) throws IOException;
}
