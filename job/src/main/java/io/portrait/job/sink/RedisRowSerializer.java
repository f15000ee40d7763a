package io.portrait.job.sink;

import io.portrait.job.window.Cause;
import io.portrait.online.RowWrite;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;

/**
 * Rows of the sink's buffer in a checkpoint. The buffer is empty there, so this is what Flink's
 * base class asks for and a safety net; version 1 is the fields of {@link RowWrite} in their order.
 * What a row was made for is not kept: a row that was in a checkpoint is not fresh.
 */
final class RedisRowSerializer extends AsyncSinkWriterStateSerializer<RedisRow> {

  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  protected void serializeRequestToStream(RedisRow caused, DataOutputStream out)
      throws IOException {
    RowWrite row = caused.write();
    out.writeUTF(row.kind().name());
    write(row.profileKey(), out);
    write(row.embeddingKey(), out);
    write(row.row(), out);
    write(row.embedding(), out);
    out.writeInt(row.fields().length);
    for (byte[] field : row.fields()) {
      write(field, out);
    }
    out.writeLong(row.ttlMillis());
  }

  @Override
  protected RedisRow deserializeRequestFromStream(long requestSize, DataInputStream in)
      throws IOException {
    RowWrite.Kind kind = RowWrite.Kind.valueOf(in.readUTF());
    byte[] profileKey = read(in);
    byte[] embeddingKey = read(in);
    byte[] row = read(in);
    byte[] embedding = read(in);
    byte[][] fields = new byte[in.readInt()][];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = read(in);
    }
    RowWrite write =
        new RowWrite(kind, profileKey, embeddingKey, row, embedding, fields, in.readLong());
    return new RedisRow(write, Cause.NONE);
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
