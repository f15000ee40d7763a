package io.portrait.job.score;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.wire.ModelUpdateWire;
import io.portrait.learning.ChurnModel;
import io.portrait.learning.ChurnPlan;
import io.portrait.learning.Input;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.SegmentLearner;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The models at hand, the newest and those that rows of earlier ticks may still ask for.
 *
 * <p>A row that was observed at a tick asks for the churn model of all labels that had matured by
 * then, and for the segments of all ticks before: of those who tested them, none had been learned.
 *
 * <p>Of what is in state, only the newest of each is ever asked for after a restore: the rows of a
 * tick come before a barrier that the models after the tick came before.
 */
final class Models {

  /** By name and by when they begin to speak; kilobytes each. They go when nobody asks any more. */
  static final MapStateDescriptor<String, ModelUpdate> STATE =
      new MapStateDescriptor<>("models", Types.STRING, ModelUpdateWire.TYPE);

  private final BroadcastState<String, ModelUpdate> state;

  /** What models of this definition ask of a user; null where there is no such section. */
  private final @Nullable List<Input> segmentColumns;

  private final @Nullable List<Input> churnColumns;
  private final NavigableMap<Long, KMeansModel> segments = new TreeMap<>();
  private final NavigableMap<Long, ChurnModel> churn = new TreeMap<>();

  /** Restores them; whoever learns sends those again that were for another definition: they go. */
  Models(BroadcastState<String, ModelUpdate> state, Definition definition) throws Exception {
    this.state = state;
    segmentColumns =
        definition.segments() == null ? null : SegmentLearner.specOf(definition).columns();
    churnColumns = definition.churn() == null ? null : ChurnPlan.of(definition).spec().columns();
    List<String> foreign = new ArrayList<>();
    for (Map.Entry<String, ModelUpdate> entry : state.entries()) {
      if (!read(entry.getValue())) {
        foreign.add(entry.getKey());
      }
    }
    for (String key : foreign) {
      state.remove(key);
    }
  }

  /** Takes a new one. */
  void add(ModelUpdate update) throws Exception {
    if (read(update)) {
      state.put(key(update.name(), update.fromMillis()), update);
    }
  }

  /** False where it is for another definition. */
  private boolean read(ModelUpdate update) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(update.model()));
    switch (update.name()) {
      case Segments.NAME -> {
        KMeansModel model = KMeansModel.read(in);
        boolean isOurs = model.columns().equals(segmentColumns);
        if (isOurs) {
          segments.put(update.fromMillis(), model);
        }
        return isOurs;
      }
      case Churn.NAME -> {
        ChurnModel model = ChurnModel.read(in);
        boolean isOurs = model.columns().equals(churnColumns);
        if (isOurs) {
          churn.put(update.fromMillis(), model);
        }
        return isOurs;
      }
      default -> throw new IOException("a model of an unknown name: " + update.name());
    }
  }

  private static String key(String name, long from) {
    return name + " from " + from;
  }

  /** The segments that a tick's row asks for; null where there were none. */
  @Nullable KMeansModel segmentsAt(long tick) {
    Map.Entry<Long, KMeansModel> then = segments.lowerEntry(tick);
    return then == null ? null : then.getValue();
  }

  /** The churn model that a tick's row asks for; null where there was none. */
  @Nullable ChurnModel churnAt(long tick) {
    Map.Entry<Long, ChurnModel> then = churn.floorEntry(tick);
    return then == null ? null : then.getValue();
  }

  /** The newest segments; null where there are none. */
  @Nullable KMeansModel segments() {
    return segments.isEmpty() ? null : segments.lastEntry().getValue();
  }

  /** The newest churn model; null where there is none. */
  @Nullable ChurnModel churn() {
    return churn.isEmpty() ? null : churn.lastEntry().getValue();
  }

  /** Says that no row of a tick up to a time will ask again. */
  void forget(long tick) throws Exception {
    forget(Segments.NAME, segments, tick);
    forget(Churn.NAME, churn, tick);
  }

  private void forget(String name, NavigableMap<Long, ?> models, long tick) throws Exception {
    // The one that speaks at the next tick stays.
    Long speaks = models.floorKey(tick);
    if (speaks != null) {
      for (Long before : new ArrayList<>(models.headMap(speaks, false).keySet())) {
        state.remove(key(name, before));
        models.remove(before);
      }
    }
  }

  /** How many there are, for those who watch. */
  int size() {
    return segments.size() + churn.size();
  }
}
