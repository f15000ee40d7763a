package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** RocksDB itself, set up as it is for the job. */
class ForgettingRocksDbTest {

  private static final String ERASED = "somebody-who-is-to-be-forgotten";
  private static final byte[] VALUE = {1, 2, 3};
  private static final int USERS = 1_000;

  @TempDir private Path folder;

  @Test
  void what_was_deleted_leaves_the_files_within_the_time() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(ForgettingRocksDb.WITHIN, Duration.ofSeconds(1));
    RocksDB.loadLibrary();
    List<AutoCloseable> none = new ArrayList<>();
    RocksDBOptionsFactory factory = new ForgettingRocksDb().configure(configuration);
    try (DBOptions database = factory.createDBOptions(new DBOptions(), none);
        ColumnFamilyOptions columns = factory.createColumnOptions(new ColumnFamilyOptions(), none);
        Options options = new Options(database, columns);
        WriteOptions asFlink = new WriteOptions();
        FlushOptions flush = new FlushOptions()) {
      options.setCreateIfMissing(true).setCompressionType(CompressionType.NO_COMPRESSION);
      asFlink.setDisableWAL(true);
      try (RocksDB state = RocksDB.open(options, folder.toString())) {
        for (int i = 0; i < USERS; i++) {
          state.put(asFlink, key(i), VALUE);
        }
        // the first of all keys: the list of files names it, too
        state.put(asFlink, ERASED.getBytes(StandardCharsets.UTF_8), VALUE);
        state.flush(flush);
        // Deep down, as in a state that has grown: a deletion has levels to go until it gets there.
        state.compactRange(
            state.getDefaultColumnFamily(),
            null,
            null,
            new CompactRangeOptions().setChangeLevel(true).setTargetLevel(4));
        state.delete(asFlink, ERASED.getBytes(StandardCharsets.UTF_8));
        state.flush(flush);
        assertThat(Traces.of(ERASED, folder)).as("before").hasSizeGreaterThan(1);

        // A busy job writes a file with each checkpoint.
        int[] checkpoint = {0};
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofMinutes(2))
            .until(
                () -> {
                  state.put(asFlink, key(checkpoint[0]++ % USERS), VALUE);
                  state.flush(flush);
                  return Traces.of(ERASED, folder).isEmpty();
                });
        assertThat(state.get(key(USERS - 1))).isEqualTo(VALUE);
      }
    }
  }

  @Test
  void less_than_a_second_is_refused() {
    Configuration configuration = new Configuration();
    configuration.set(ForgettingRocksDb.WITHIN, Duration.ofMillis(10));

    assertThatThrownBy(() -> new ForgettingRocksDb().configure(configuration))
        .hasMessage("portrait.state.forget-within: at least a second, not PT0.01S");
  }

  /** As long as the id of a user may be: so the list of files grows fast. */
  private static byte[] key(int user) {
    return ("user-" + user + "-" + "x".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
  }
}
