package io.portrait.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackendBuilder;
import org.apache.flink.contrib.streaming.state.RocksDBPriorityQueueConfig;
import org.apache.flink.contrib.streaming.state.RocksDBResourceContainer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.query.KvStateRegistry;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;
import org.apache.flink.util.IOUtils;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Looks keys of one key group up with Flink's own state backend, restored for a moment.
 *
 * <p>Not with the State Processor API: that starts a cluster to go through every key of every task,
 * and there is no release of it for this Flink. See docs/decisions.
 */
public final class KeyLookup {

  /** Numbers the folders of lookups. */
  private static final AtomicInteger TRIES = new AtomicInteger();

  private final List<KeyedStateHandle> handles;
  private final KeyGroupRange range;
  private final int keyGroups;
  private final Path scratch;

  private KeyLookup(
      List<KeyedStateHandle> handles, KeyGroupRange range, int keyGroups, Path scratch) {
    this.handles = handles;
    this.range = range;
    this.keyGroups = keyGroups;
    this.scratch = scratch;
  }

  /**
   * A lookup in the key group of a key.
   *
   * @param operator as saved, whose keys are texts
   * @param scratch an existing folder for files of the lookup, for the caller to delete
   * @return empty where the operator has no state for the group
   * @throws IOException if the state is of a kind that only a cluster reads
   */
  public static Optional<KeyLookup> near(String key, OperatorState operator, Path scratch)
      throws IOException {
    int groups = operator.getMaxParallelism();
    int group = KeyGroupRangeAssignment.assignToKeyGroup(key, groups);
    List<KeyedStateHandle> holding =
        operator.getStates().stream()
            .map(OperatorSubtaskState::getManagedKeyedState)
            .flatMap(Collection::stream)
            .filter(handle -> handle.getKeyGroupRange().contains(group))
            .toList();
    if (holding.isEmpty()) {
      return Optional.empty();
    }
    KeyGroupRange range = new KeyGroupRange(group, group);
    if (holding.stream().allMatch(SavepointKeyedStateHandle.class::isInstance)) {
      holding = holding.stream().map(handle -> handle.getIntersection(range)).toList();
      return Optional.of(new KeyLookup(holding, range, groups, scratch));
    }
    if (holding.stream().allMatch(IncrementalKeyedStateHandle.class::isInstance)) {
      // With all the key groups it was written with, a database is opened as it is.
      KeyGroupRange whole = holding.size() == 1 ? holding.get(0).getKeyGroupRange() : range;
      return Optional.of(new KeyLookup(holding, whole, groups, scratch));
    }
    throw new IOException(
        "its state is neither in Flink's canonical savepoint format nor an incremental RocksDB"
            + " checkpoint: take a savepoint");
  }

  /** Something read from the backend, under whichever keys it sets. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads it. */
    T from(RocksDBKeyedStateBackend<String> backend) throws Exception;
  }

  /** Reads from the state, which is gone again when this returns. */
  public <T> T read(Reading<T> reading) throws IOException {
    RocksDBResourceContainer resources = new RocksDBResourceContainer();
    try (CloseableRegistry open = new CloseableRegistry()) {
      NativeLibraryLoader.getInstance().loadLibrary(scratch.toString());
      RocksDB.loadLibrary();
      RocksDBKeyedStateBackend<String> backend = restore(resources, open);
      try {
        return reading.from(backend);
      } finally {
        backend.dispose();
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      IOUtils.closeQuietly(resources);
    }
  }

  private RocksDBKeyedStateBackend<String> restore(
      RocksDBResourceContainer resources, CloseableRegistry open) throws Exception {
    return new RocksDBKeyedStateBackendBuilder<>(
            "lookup",
            KeyLookup.class.getClassLoader(),
            scratch.resolve("state-" + TRIES.incrementAndGet()).toFile(),
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
