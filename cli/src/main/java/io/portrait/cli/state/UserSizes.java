package io.portrait.cli.state;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.StateFormatException;
import io.portrait.aggregate.StatePart;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.window.UserStates;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** Measures what the window step keeps of each user; gives the bytes of each key. */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class UserSizes extends KeyedStateReaderFunction<String, Long> {

  private static final long serialVersionUID = 1;

  private final String definitionText;
  private final String accumulator;
  private final int mostLargest;

  private transient FeaturePlan plan;
  private transient UserStates states;
  private transient StateSizes sizes;

  /**
   * @param definitionText by which columns are named
   * @param accumulator what the sizes are put together under
   * @param mostLargest how many of the largest users are remembered
   */
  UserSizes(String definitionText, String accumulator, int mostLargest) {
    this.definitionText = definitionText;
    this.accumulator = accumulator;
    this.mostLargest = mostLargest;
  }

  @Override
  public void open(Configuration configuration) {
    plan = FeaturePlan.of(DefinitionFile.parse(definitionText, "definitions"));
    states = UserStates.of(getRuntimeContext());
    SizesAccumulator all = new SizesAccumulator(mostLargest);
    getRuntimeContext().addAccumulator(accumulator, all);
    sizes = all.getLocalValue();
  }

  /** Something for every key: a key that gives nothing would be taken for the end (decision 7). */
  @Override
  public void readKey(String key, Context context, Collector<Long> out) throws Exception {
    UserStates.Kept kept = states.read();
    if (kept.isUser()) {
      Map<String, Long> parts = parts(kept);
      sizes.add(key, parts);
      out.collect(parts.values().stream().mapToLong(Long::longValue).sum());
    } else {
      out.collect(0L);
    }
  }

  private Map<String, Long> parts(UserStates.Kept kept) {
    Map<String, Long> parts = new TreeMap<>();
    put(parts, "older event ids", kept.idBytes());
    put(parts, "examples of pending labels", kept.exampleBytes());
    byte[] value = kept.value();
    try {
      for (StatePart part : plan.decode(value == null ? new byte[0] : value).parts()) {
        parts.merge(
            part.columns().isEmpty() ? part.name() : String.join(", ", part.columns()),
            (long) part.bytes(),
            Long::sum);
      }
    } catch (StateFormatException damaged) {
      put(parts, "unreadable values", kept.valueBytes());
      sizes.addUnreadable();
    }
    return parts;
  }

  private static void put(Map<String, Long> parts, String name, long bytes) {
    if (bytes > 0) {
      parts.put(name, bytes);
    }
  }
}
