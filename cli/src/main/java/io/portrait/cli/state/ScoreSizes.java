package io.portrait.cli.state;

import io.portrait.job.score.ScoredStates;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** Measures what the score step keeps of each user; gives the bytes of each key. */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class ScoreSizes extends KeyedStateReaderFunction<String, Long> {

  private static final long serialVersionUID = 1;

  private final String accumulator;

  private transient ScoredStates states;
  private transient StateSizes sizes;

  /**
   * @param accumulator what the sizes are put together under
   */
  ScoreSizes(String accumulator) {
    this.accumulator = accumulator;
  }

  @Override
  public void open(Configuration configuration) {
    states = ScoredStates.of(getRuntimeContext());
    SizesAccumulator all = new SizesAccumulator(0);
    getRuntimeContext().addAccumulator(accumulator, all);
    sizes = all.getLocalValue();
  }

  /** Something for every key: a key that gives nothing would be taken for the end (decision 7). */
  @Override
  public void readKey(String key, Context context, Collector<Long> out) throws Exception {
    ScoredStates.Kept kept = states.read();
    Map<String, Long> parts = new TreeMap<>();
    long held = kept.heldBytes().values().stream().mapToLong(Integer::longValue).sum();
    parts.put("segment and alert", kept.standingBytes());
    parts.put("rows held for models", held);
    sizes.add(key, parts);
    out.collect(kept.standingBytes() + held);
  }
}
