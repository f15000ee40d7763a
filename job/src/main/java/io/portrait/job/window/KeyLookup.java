package io.portrait.job.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackendBuilder;
import org.apache.flink.contrib.streaming.state.RocksDBPriorityQueueConfig;
import org.apache.flink.contrib.streaming.state.RocksDBResourceContainer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.query.KvStateRegistry;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;
import org.apache.flink.util.IOUtils;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Looks one key up with Flink's own state backend, restored for a moment.
 *
 * <p>Not with the State Processor API: that starts a cluster to go through every key of every task,
 * and there is no release of it for this Flink. See docs/decisions.
 */
final class KeyLookup {

  private final List<KeyedStateHandle> handles;
  private final KeyGroupRange range;
  private final int keyGroups;
  private final Path scratch;

  /**
   * A lookup.
   *
   * @param handles at least one, all of one kind
   * @param range the key groups to restore; each handle has some of them
   * @param keyGroups how many there are in all
   * @param scratch an existing folder
   */
  KeyLookup(List<KeyedStateHandle> handles, KeyGroupRange range, int keyGroups, Path scratch) {
    this.handles = handles;
    this.range = range;
    this.keyGroups = keyGroups;
    this.scratch = scratch;
  }

  /** The value of {@link StoredUser#USER} of a key. */
  Optional<byte[]> find(String key) throws IOException {
    RocksDBResourceContainer resources = new RocksDBResourceContainer();
    try (CloseableRegistry open = new CloseableRegistry()) {
      NativeLibraryLoader.getInstance().loadLibrary(scratch.toString());
      RocksDB.loadLibrary();
      return find(key, restore(resources, open));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      IOUtils.closeQuietly(resources);
    }
  }

  private static Optional<byte[]> find(String key, RocksDBKeyedStateBackend<String> backend)
      throws Exception {
    try {
      ValueState<byte[]> users =
          backend.getPartitionedState(
              VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, StoredUser.USER);
      backend.setCurrentKey(key);
      return Optional.ofNullable(users.value());
    } finally {
      backend.dispose();
    }
  }

  private RocksDBKeyedStateBackend<String> restore(
      RocksDBResourceContainer resources, CloseableRegistry open) throws Exception {
    return new RocksDBKeyedStateBackendBuilder<>(
            "lookup",
            KeyLookup.class.getClassLoader(),
            scratch.resolve("state").toFile(),
            resources,
            state -> resources.getColumnOptions(),
            new KvStateRegistry().createTaskRegistry(new JobID(), new JobVertexID()),
            StringSerializer.INSTANCE,
            keyGroups,
            range,
            new ExecutionConfig(),
            LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED,
            new RocksDBPriorityQueueConfig(),
            TtlTimeProvider.DEFAULT,
            LatencyTrackingStateConfig.disabled(),
            new UnregisteredMetricsGroup(),
            (name, value) -> {},
            handles,
            UncompressedStreamCompressionDecorator.INSTANCE,
            open)
        .build();
  }
}
