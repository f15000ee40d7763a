package io.portrait.ml;

import java.io.DataInput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression that learns as rows come, by FTRL-proximal: McMahan et al., "Ad Click
 * Prediction: a View from the Trenches", KDD 2013. Unlike Flink ML's it has an intercept, starts
 * from the running base rate of the labels, and sums up the gradients of a block where Flink ML's
 * averages them.
 *
 * <p>The same rows in the same order give the same models, to the bit. Rows keep their order where
 * the table is read with parallelism 1. Rows whose vector is null, not finite, or of another size
 * than the first, whose label is not 0 or 1, or whose weight is not positive are refused; the
 * metric {@code examples_refused} counts them.
 */
public final class OnlineLogisticRegression
    implements Estimator<OnlineLogisticRegression, OnlineLogisticRegressionModel>,
        OnlineLogisticRegressionParams<OnlineLogisticRegression> {

  private static final long serialVersionUID = 1;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private final StageUids uids = new StageUids();
  private byte @Nullable [] initialModel;

  public OnlineLogisticRegression() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  /**
   * The model to start with, ready before the first row.
   *
   * @param table of one row, {@link LogisticRegressionModelData} or Flink ML's own; read at once,
   *     by a job of its own
   */
  public OnlineLogisticRegression setInitialModelData(Table table) {
    return setInitialModelData(LogisticRegressionModelData.of(StageTables.onlyRow(table)));
  }

  /** The model to start with, ready before the first row. */
  public OnlineLogisticRegression setInitialModelData(LogisticRegressionModelData data) {
    initialModel = StageBytes.of(data::write);
    return this;
  }

  @Override
  public OnlineLogisticRegressionModel fit(Table... tables) {
    Table table = StageTables.only(tables);
    String uid = uids.next(getUid());
    int size =
        initialModel == null
            ? 0
            : StageBytes.read(initialModel, LogisticRegressionModelData::read).coefficient.size();
    OnlineLearner.Factory factory =
        VectorLogistic.factory(
            getAlpha(),
            getBeta(),
            getElasticNet() * getReg(),
            (1 - getElasticNet()) * getReg(),
            getGlobalBatchSize(),
            initialModel);
    DataStream<Row> models =
        LearningOperator.learn(
                VectorExamples.of(
                    StageTables.rows(table),
                    getFeaturesCol(),
                    getLabelCol(),
                    getWeightCol(),
                    uid + "-examples"),
                new LearningOperator(OneDimension.before(factory, size), BlockEnd.COUNT),
                uid + "-learn")
            .map(
                OnlineLogisticRegression::row,
                StageTables.type(LogisticRegressionModelData.COLUMNS))
            .setParallelism(1)
            .name(uid + "-model-data")
            .uid(uid + "-model-data");
    OnlineLogisticRegressionModel model =
        new OnlineLogisticRegressionModel()
            .setModelData(
                StageTables.table(
                    StageTables.environment(table),
                    models,
                    LogisticRegressionModelData.COLUMNS,
                    null));
    ParamUtils.updateExistingParams(model, params);
    return model;
  }

  private static Row row(ModelRecord record) {
    LogisticRegressionModelData data =
        StageBytes.read(record.model(), LogisticRegressionModelData::read);
    data.modelTimestamp = record.timestampMillis();
    return data.toRow();
  }

  /** Writes the params and the model to start with, if there is one. */
  @Override
  public void save(String folder) throws IOException {
    StageFiles.save(this, initialModel, folder);
  }

  /** Reads what {@link #save} wrote. */
  public static OnlineLogisticRegression load(StreamTableEnvironment environment, String folder)
      throws IOException {
    OnlineLogisticRegression stage = ReadWriteUtils.loadStageParam(folder);
    DataInput model = StageFiles.model(folder);
    return model == null
        ? stage
        : stage.setInitialModelData(LogisticRegressionModelData.read(model));
  }
}
