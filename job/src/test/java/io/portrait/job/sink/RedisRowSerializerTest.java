package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Online.Encoding;
import io.portrait.job.window.Cause;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowWrite;
import io.portrait.online.Rows;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.junit.jupiter.api.Test;

class RedisRowSerializerTest {

  @Test
  void everyKindOfWriteComesBackFromACheckpoint() throws IOException {
    RowEncoder packed = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 1_000);
    RowEncoder hash = new RowEncoder("shop", Rows.SCHEMA, Encoding.HASH, 1_000);
    RowVersion version = new RowVersion(1, 2, 3);
    List<RowWrite> writes =
        List.of(
            packed.write(Rows.row("u-1", version, new float[] {1, 2})),
            hash.write(Rows.row("{u-2}", version, null)),
            packed.delete("u-3", version));
    List<RequestEntryWrapper<RedisRow>> entries = new ArrayList<>();
    writes.forEach(
        write ->
            entries.add(
                new RequestEntryWrapper<>(
                    new RedisRow(write, new Cause(4, 5)), write.sizeInBytes())));
    RedisRowSerializer serializer = new RedisRowSerializer();

    byte[] bytes = serializer.serialize(new BufferedRequestState<>(entries));
    List<RequestEntryWrapper<RedisRow>> read =
        serializer.deserialize(serializer.getVersion(), bytes).getBufferedRequestEntries();

    assertThat(read)
        .extracting(entry -> entry.getRequestEntry().write())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(writes);
  }
}
