package io.portrait.job.sink;

import io.portrait.definition.Online;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileSchema;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Profiles to Redis: {@link Snapshot.Kind#LIVE} is written, {@link Snapshot.Kind#GONE} deleted,
 * {@link Snapshot.Kind#ERASED} deleted whatever is there and remembered by a tombstone, {@link
 * Snapshot.Kind#TICK} passed over.
 *
 * <p>At least once, and in order for each user: a subtask has one batch on its way at a time, and
 * what has to be sent again is sent again from the first such row on. Rows that come twice are
 * refused by Redis, so the outcome is that of exactly once. While Redis is away or cannot take
 * writes, the sink tries again for as long as it takes; its buffer fills, the job waits, and
 * checkpoints wait with it. A refused password, or a row of a format unknown here, fails the job.
 *
 * <p>A checkpoint has every row before it in Redis: none is left to state.
 */
public final class RedisSink extends AsyncSinkBase<ProfileUpdate, RedisRow> {

  private static final long serialVersionUID = 1;

  private static final int BATCH_ROWS = 500;
  private static final int BUFFER_ROWS = 5_000;
  private static final int BATCHES_IN_FLIGHT = 1; // more would let rows of one user overtake
  private static final long BATCH_BYTES = 64L << 20;
  private static final long BUFFER_MILLIS = 50;

  private final RedisAddress address;
  private final String project;
  private final String schemaJson;
  private final byte[] erasureSalt;

  /**
   * A sink.
   *
   * @param address where Redis is
   * @param project the keys' prefix
   * @param schema of every row
   * @param online how and for how long rows are kept
   * @param erasureSalt by which tombstones name their users
   * @param tombstone how long they are kept
   */
  public RedisSink(
      RedisAddress address,
      String project,
      ProfileSchema schema,
      Online online,
      byte[] erasureSalt,
      Duration tombstone) {
    super(
        new RedisRowConverter(project, schema.toJson(), online, erasureSalt, tombstone.toMillis()),
        BATCH_ROWS,
        BATCHES_IN_FLIGHT,
        BUFFER_ROWS,
        BATCH_BYTES,
        BUFFER_MILLIS,
        BATCH_BYTES);
    this.address = address;
    this.project = project;
    this.schemaJson = schema.toJson();
    this.erasureSalt = erasureSalt.clone();
  }

  @Override
  @SuppressWarnings("deprecation") // what AsyncSinkBase of Flink 1.20 asks for
  public StatefulSinkWriter<ProfileUpdate, BufferedRequestState<RedisRow>> createWriter(
      InitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  @SuppressWarnings("deprecation") // what AsyncSinkBase of Flink 1.20 asks for
  public StatefulSinkWriter<ProfileUpdate, BufferedRequestState<RedisRow>> restoreWriter(
      InitContext context, Collection<BufferedRequestState<RedisRow>> recovered) {
    AsyncSinkWriterConfiguration limits =
        AsyncSinkWriterConfiguration.builder()
            .setMaxBatchSize(getMaxBatchSize())
            .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
            .setMaxInFlightRequests(getMaxInFlightRequests())
            .setMaxBufferedRequests(getMaxBufferedRequests())
            .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
            .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
            .build();
    RedisBatches batches =
        RedisBatches.open(
            address,
            project,
            ProfileSchema.fromJson(schemaJson),
            erasureSalt,
            new RedisMetrics(context.metricGroup()));
    return new RedisSinkWriter(getElementConverter(), context, limits, recovered, batches);
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<RedisRow>> getWriterStateSerializer() {
    return new RedisRowSerializer();
  }
}
