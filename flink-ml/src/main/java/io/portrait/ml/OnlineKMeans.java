package io.portrait.ml;

import java.io.DataInput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.common.distance.EuclideanDistanceMeasure;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * K-means that learns as rows come: mini-batches with decay, started by k-means++ from the first
 * 500 rows (or {@code 2 k}, if that is more) where it starts with no model.
 *
 * <p>The same rows in the same order give the same models, to the bit. Rows keep their order where
 * the table is read with parallelism 1. Rows whose vector is null, not finite, or of another size
 * than the first are refused; the metric {@code examples_refused} counts them.
 */
public final class OnlineKMeans
    implements Estimator<OnlineKMeans, OnlineKMeansModel>, OnlineKMeansParams<OnlineKMeans> {

  private static final long serialVersionUID = 1;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private final StageUids uids = new StageUids();
  private byte @Nullable [] initialModel;

  public OnlineKMeans() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  /**
   * The model to start with, ready before the first row.
   *
   * @param table of one row, {@link OnlineKMeansModelData} or Flink ML's own; read at once, by a
   *     job of its own
   */
  public OnlineKMeans setInitialModelData(Table table) {
    return setInitialModelData(OnlineKMeansModelData.of(StageTables.onlyRow(table)));
  }

  /** The model to start with, ready before the first row. */
  public OnlineKMeans setInitialModelData(OnlineKMeansModelData data) {
    if (data.centroids.length == 0) {
      throw new IllegalArgumentException("model data without centroids");
    }
    initialModel = StageBytes.of(data::write);
    return this;
  }

  @Override
  public OnlineKMeansModel fit(Table... tables) {
    if (!getDistanceMeasure().equals(EuclideanDistanceMeasure.NAME)) {
      throw new IllegalArgumentException(
          "learning knows only the euclidean distance, not " + getDistanceMeasure());
    }
    Table table = StageTables.only(tables);
    String uid = uids.next(getUid());
    int size =
        initialModel == null
            ? 0
            : StageBytes.read(initialModel, OnlineKMeansModelData::read).centroids[0].size();
    OnlineLearner.Factory factory =
        VectorKMeans.factory(getK(), getDecayFactor(), getGlobalBatchSize(), initialModel);
    DataStream<Row> models =
        LearningOperator.learn(
                VectorExamples.of(
                    StageTables.rows(table), getFeaturesCol(), null, null, uid + "-examples"),
                new LearningOperator(OneDimension.before(factory, size), BlockEnd.COUNT),
                uid + "-learn")
            .map(OnlineKMeans::row, StageTables.type(OnlineKMeansModelData.COLUMNS))
            .setParallelism(1)
            .name(uid + "-model-data")
            .uid(uid + "-model-data");
    OnlineKMeansModel model =
        new OnlineKMeansModel()
            .setModelData(
                StageTables.table(
                    StageTables.environment(table), models, OnlineKMeansModelData.COLUMNS, null));
    ParamUtils.updateExistingParams(model, params);
    return model;
  }

  private static Row row(ModelRecord record) {
    OnlineKMeansModelData data = StageBytes.read(record.model(), OnlineKMeansModelData::read);
    data.modelTimestamp = record.timestampMillis();
    return data.toRow();
  }

  /** Writes the params and the model to start with, if there is one. */
  @Override
  public void save(String folder) throws IOException {
    StageFiles.save(this, initialModel, folder);
  }

  /** Reads what {@link #save} wrote. */
  public static OnlineKMeans load(StreamTableEnvironment environment, String folder)
      throws IOException {
    OnlineKMeans stage = ReadWriteUtils.loadStageParam(folder);
    DataInput model = StageFiles.model(folder);
    return model == null ? stage : stage.setInitialModelData(OnlineKMeansModelData.read(model));
  }
}
