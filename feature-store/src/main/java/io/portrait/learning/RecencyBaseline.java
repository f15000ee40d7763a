package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What anyone could have said who knows only how long ago a user was active: the same learner, with
 * that column alone. Mutable.
 */
final class RecencyBaseline {

  private final int column;
  private final LogisticLearner learner;

  /** By the time from which they spoke. */
  private final NavigableMap<Long, LogisticModel> spoke = new TreeMap<>();

  private RecencyBaseline(int column, LogisticLearner learner) {
    this.column = column;
    this.learner = learner;
  }

  /** Null where no column says how long ago a user was active. */
  static @Nullable RecencyBaseline of(int column, LogisticSpec spec) {
    return column < 0
        ? null
        : new RecencyBaseline(column, new LogisticLearner(alone(column, spec)));
  }

  private static LogisticSpec alone(int column, LogisticSpec spec) {
    return new LogisticSpec(
        List.of(spec.columns().get(column)), List.of(), spec.clip(), spec.learning());
  }

  /** What was said at a tick; NaN where nothing was. */
  double probabilityAt(long tick, double[] features) {
    Map.Entry<Long, LogisticModel> then = spoke.floorEntry(tick);
    return then == null || !then.getValue().isTrained()
        ? Double.NaN
        : then.getValue().probability(new double[] {features[column]});
  }

  void learn(Example example) {
    learner.learn(
        new Example(
            example.userId(),
            example.tickMillis(),
            example.dueMillis(),
            new double[] {example.features()[column]},
            example.label(),
            example.weight()));
  }

  void endTick(long due) {
    learner.closeBlock();
    spoke.put(due, learner.model());
  }

  /** Nobody asks any more what was said before a time. */
  void forget(long before) {
    spoke.headMap(before, false).clear();
  }

  void write(DataOutput out) throws IOException {
    learner.write(out);
    out.writeInt(spoke.size());
    for (Map.Entry<Long, LogisticModel> entry : spoke.entrySet()) {
      out.writeLong(entry.getKey());
      entry.getValue().write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote, for another column where that is another now.
   *
   * @param column -1 for none: then what is read means nothing
   */
  static RecencyBaseline read(DataInput in, int column, LogisticSpec spec) throws IOException {
    LogisticSpec alone =
        column < 0
            ? new LogisticSpec(List.of(), List.of(), spec.clip(), spec.learning())
            : alone(column, spec);
    RecencyBaseline read = new RecencyBaseline(column, LogisticLearner.read(in, alone));
    for (int count = in.readInt(); count > 0; count--) {
      long from = in.readLong();
      read.spoke.put(from, LogisticModel.read(in).under(alone));
    }
    return read;
  }
}
