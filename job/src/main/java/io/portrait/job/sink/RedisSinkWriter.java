package io.portrait.job.sink;

import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;

/** Hands batches to {@link RedisBatches}; Flink's base class buffers and holds the job back. */
final class RedisSinkWriter extends AsyncSinkWriter<ProfileUpdate, RedisRow> {

  private final RedisBatches batches;

  @SuppressWarnings("deprecation") // the context that AsyncSinkBase of Flink 1.20 is given
  RedisSinkWriter(
      ElementConverter<ProfileUpdate, RedisRow> converter,
      Sink.InitContext context,
      AsyncSinkWriterConfiguration limits,
      Collection<BufferedRequestState<RedisRow>> recovered,
      RedisBatches batches) {
    super(converter, context, limits, recovered);
    this.batches = batches;
  }

  @Override
  public void write(ProfileUpdate update, Context context)
      throws IOException, InterruptedException {
    if (update.kind() != Snapshot.Kind.TICK) {
      super.write(update, context);
    }
  }

  /**
   * Empties the buffer before every checkpoint: rows left in state would be given to any subtask
   * after rescaling, and overtaken there by later rows of their user.
   */
  @Override
  public void flush(boolean endOfInput) throws InterruptedException {
    super.flush(true);
  }

  @Override
  protected void submitRequestEntries(List<RedisRow> rows, ResultHandler<RedisRow> result) {
    batches.submit(rows, result);
  }

  @Override
  protected long getSizeInBytes(RedisRow row) {
    return row.write().sizeInBytes();
  }

  @Override
  public void close() {
    batches.close();
    super.close();
  }
}
