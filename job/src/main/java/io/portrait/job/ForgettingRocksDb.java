package io.portrait.job;

import java.time.Duration;
import java.util.Collection;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.contrib.streaming.state.ConfigurableRocksDBOptionsFactory;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;

/**
 * Bounds how long RocksDB's files, and with them incremental checkpoints, may hold what was
 * deleted: the class to name in {@code state.backend.rocksdb.options-factory}.
 *
 * <p>RocksDB writes a deletion beside what it deletes, and drops both when a compaction brings them
 * together, which by itself may take for ever. Here every file that is older than {@link #WITHIN}
 * is compacted into the next level (RocksDB's {@code ttl}), until its deletions have met what they
 * delete. RocksDB looks for such files when it has written a new one: with each checkpoint of a job
 * that is not idle.
 *
 * <p>The list of these files, the manifest, names the first and last key of each, also of those
 * that are gone; it is written anew when it has grown to {@value #MANIFEST_BYTES} bytes, in a busy
 * job some hundred checkpoints.
 *
 * <p>The price is that every byte of state is written again about once in that time.
 */
public final class ForgettingRocksDb implements ConfigurableRocksDBOptionsFactory {

  /** For how long deleted state may lie in files; a day where nothing is said. */
  public static final ConfigOption<Duration> WITHIN =
      ConfigOptions.key("portrait.state.forget-within")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription("How long RocksDB's files may hold what was deleted from state.");

  private static final long serialVersionUID = 1;
  private static final long MANIFEST_BYTES = 1 << 20;

  private Duration within = WITHIN.defaultValue();

  /** For Flink, which then calls {@link #configure}. */
  public ForgettingRocksDb() {}

  /**
   * Takes its setting.
   *
   * @throws IllegalArgumentException if that is less than a second, of which RocksDB counts whole
   *     ones
   */
  @Override
  public RocksDBOptionsFactory configure(ReadableConfig configuration) {
    within = configuration.get(WITHIN);
    if (within.toSeconds() < 1) {
      throw new IllegalArgumentException(WITHIN.key() + ": at least a second, not " + within);
    }
    return this;
  }

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current.setMaxManifestFileSize(MANIFEST_BYTES);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return current.setTtl(within.toSeconds());
  }
}
