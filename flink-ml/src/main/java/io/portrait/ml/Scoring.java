package io.portrait.ml;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Scores each row at once with the newest model at hand.
 *
 * <p>The model is in broadcast state: a restored job scores with the model that it had, at any
 * parallelism. Rows keep their timestamps and watermarks pass; the stream of models holds back
 * none. A row that comes before the first model does not wait for it: waiting rows would be without
 * bound.
 */
public final class Scoring<I, M, O> extends BroadcastProcessFunction<I, M, O> {

  private static final long serialVersionUID = 1;
  private static final String NEWEST = "newest";

  private final Scorer<I, M, O> scorer;
  private final MapStateDescriptor<String, M> models;

  private transient boolean isUpToDate;

  private Scoring(Scorer<I, M, O> scorer, MapStateDescriptor<String, M> models) {
    this.scorer = scorer;
    this.models = models;
  }

  /**
   * Scores rows with models.
   *
   * @param uid by which a savepoint knows the operator; also its name
   */
  public static <I, M, O> SingleOutputStreamOperator<O> score(
      DataStream<I> rows,
      DataStream<M> models,
      Scorer<I, M, O> scorer,
      TypeInformation<O> type,
      String uid) {
    MapStateDescriptor<String, M> descriptor =
        new MapStateDescriptor<>("model", Types.STRING, models.getType());
    DataStream<M> timeless =
        models
            .assignTimestampsAndWatermarks(new Timeless<>())
            .name(uid + "-models")
            .uid(uid + "-models")
            .setParallelism(1);
    return rows.connect(timeless.broadcast(descriptor))
        .process(new Scoring<>(scorer, descriptor), type)
        .name(uid)
        .uid(uid);
  }

  @Override
  public void processElement(I row, ReadOnlyContext context, Collector<O> out) throws Exception {
    if (!isUpToDate) {
      ReadOnlyBroadcastState<String, M> state = context.getBroadcastState(models);
      if (state.contains(NEWEST)) {
        scorer.use(state.get(NEWEST));
      }
      isUpToDate = true;
    }
    out.collect(scorer.score(row));
  }

  @Override
  public void processBroadcastElement(M model, Context context, Collector<O> out) throws Exception {
    BroadcastState<String, M> state = context.getBroadcastState(models);
    state.put(NEWEST, model);
    isUpToDate = false;
  }
}
