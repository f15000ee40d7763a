package io.portrait.online;

import java.io.Serializable;

/**
 * One write to Redis, ready to be sent: {@code write.lua} decides there whether it wins.
 *
 * @param kind what to do
 * @param profileKey the profile's key
 * @param embeddingKey the embedding's key
 * @param row of {@link Kind#PACKED} the row; of {@link Kind#ERASE} when the user was erased,
 *     decimal epoch milliseconds; else the header such a row would begin with
 * @param embedding empty where there is none: then none stays
 * @param fields of {@link Kind#HASH} each field followed by its value; of {@link Kind#ERASE} the
 *     tombstone's key; else empty
 * @param ttlMillis how long what is written stays, positive
 */
public record RowWrite(
    Kind kind,
    byte[] profileKey,
    byte[] embeddingKey,
    byte[] row,
    byte[] embedding,
    byte[][] fields,
    long ttlMillis)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** What a write does. */
  public enum Kind {
    /** Writes a {@link PackedRow}. */
    PACKED,
    /** Writes a {@link HashRow}. */
    HASH,
    /** Deletes both keys. */
    DELETE,
    /** Deletes both keys whatever they hold, and leaves a tombstone. */
    ERASE
  }

  public RowWrite {
    if (ttlMillis <= 0) {
      throw new IllegalArgumentException("ttlMillis " + ttlMillis);
    }
  }

  /** How many bytes of keys and values it sends. */
  public long sizeInBytes() {
    long size = (long) profileKey.length + embeddingKey.length + row.length + embedding.length;
    for (byte[] field : fields) {
      size += field.length;
    }
    return size;
  }
}
