package io.portrait.online;

import io.portrait.definition.Online;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;

/** Makes the writes of one project and schema. One encoder serves one thread. */
public final class RowEncoder {

  private static final byte[] NOTHING = {};
  private static final byte[][] NO_FIELDS = {};

  private final OnlineKeys keys;
  private final Online.Encoding encoding;
  private final long ttlMillis;
  private final long schemaNumber;
  private final PackedRow packed;
  private final HashRow hash;

  /**
   * An encoder.
   *
   * @param encoding how rows lie in Redis
   * @param ttlMillis how long they stay after their last write, positive
   */
  public RowEncoder(
      String project, ProfileSchema schema, Online.Encoding encoding, long ttlMillis) {
    this.keys = new OnlineKeys(project);
    this.encoding = encoding;
    this.ttlMillis = ttlMillis;
    schemaNumber = RowHeader.schemaOf(schema.id());
    packed = new PackedRow(schema);
    hash = new HashRow(schema);
  }

  /** Writes the row, unless Redis holds one of the same or a higher version. */
  public RowWrite write(ProfileRow row) {
    byte[] profileKey = keys.profile(row.userId());
    byte[] embeddingKey = keys.embedding(row.userId());
    byte[] embedding = packed.encodeEmbedding(row);
    return switch (encoding) {
      case PACKED ->
          new RowWrite(
              RowWrite.Kind.PACKED,
              profileKey,
              embeddingKey,
              packed.encode(row),
              embedding,
              NO_FIELDS,
              ttlMillis);
      case HASH ->
          new RowWrite(
              RowWrite.Kind.HASH,
              profileKey,
              embeddingKey,
              header(row.version()),
              embedding,
              hash.encode(row),
              ttlMillis);
    };
  }

  /** Deletes the user's row and embedding, unless Redis holds a row of a higher version. */
  public RowWrite delete(String userId, RowVersion version) {
    return new RowWrite(
        RowWrite.Kind.DELETE,
        keys.profile(userId),
        keys.embedding(userId),
        header(version),
        NOTHING,
        NO_FIELDS,
        ttlMillis);
  }

  /**
   * Deletes the user's row and embedding, whatever their version, and leaves a tombstone.
   *
   * @param hash {@link io.portrait.event.ErasedUser#hash} of the user
   * @param erasedAtMillis of the erasure, epoch milliseconds
   * @param tombstoneMillis how long the tombstone stays, positive
   */
  public RowWrite erase(String userId, String hash, long erasedAtMillis, long tombstoneMillis) {
    return new RowWrite(
        RowWrite.Kind.ERASE,
        keys.profile(userId),
        keys.embedding(userId),
        Long.toString(erasedAtMillis).getBytes(StandardCharsets.US_ASCII),
        NOTHING,
        new byte[][] {keys.erased(hash)},
        tombstoneMillis);
  }

  private byte[] header(RowVersion version) {
    return new RowHeader(version, schemaNumber).bytes();
  }
}
