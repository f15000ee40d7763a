package io.portrait.cli.state;

import io.portrait.job.SavedJob;
import io.portrait.job.Uids;
import java.nio.file.Path;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Goes through every key of a savepoint with Flink's State Processor API, in a cluster inside this
 * process. It reads canonical and native savepoints and retained checkpoints of every backend; its
 * time grows with all users.
 *
 * <p>The API is of Flink 1.20.0, the newest there is, on 1.20.3: what it uses has not changed
 * since, and tests read all three kinds.
 */
public final class StateScan {

  private static final String USERS = "users";
  private static final String SCORES = "scores";

  /**
   * Of RocksDB. The API deletes each key that it has read: in the little that Flink gives a local
   * task by itself RocksDB would write most of its time.
   */
  private static final String TASK_MEMORY = "256 mb";

  private final SavedJob job;
  private final String definitionText;
  private final int mostLargest;
  private final int parallelism;

  /**
   * A scan.
   *
   * @param definitionText by which columns are named
   * @param mostLargest how many of the largest users are told
   * @param parallelism tasks
   */
  public StateScan(SavedJob job, String definitionText, int mostLargest, int parallelism) {
    this.job = job;
    this.definitionText = definitionText;
    this.mostLargest = mostLargest;
    this.parallelism = parallelism;
  }

  /**
   * What was found.
   *
   * @param users in the window step
   * @param scores in the score step; of no key where it has no state
   */
  public record Found(StateSizes users, StateSizes scores) {}

  /**
   * Goes through all keys.
   *
   * @param scratch an existing folder
   * @throws Exception if the state cannot be read
   */
  public Found run(Path scratch) throws Exception {
    StateSizes users =
        scan(scratch, USERS, Uids.WINDOW, new UserSizes(definitionText, USERS, mostLargest));
    StateSizes scores =
        job.operator(Uids.SCORE).isPresent()
            ? scan(scratch, SCORES, Uids.SCORE, new ScoreSizes(SCORES))
            : new StateSizes(0);
    return new Found(users, scores);
  }

  private StateSizes scan(
      Path scratch, String name, String uid, KeyedStateReaderFunction<String, Long> sizes)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
    configuration.set(RestOptions.BIND_PORT, "0");
    // One that restarts would count keys twice.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
    backend.getMemoryConfiguration().setFixedMemoryPerSlot(TASK_MEMORY);
    SavepointReader.read(environment, job.file().getParent().toString(), backend)
        .readKeyedState(OperatorIdentifier.forUid(uid), sizes, Types.STRING, Types.LONG)
        .sinkTo(new DiscardingSink<>());
    return environment.execute("portrait state").getAccumulatorResult(name);
  }
}
