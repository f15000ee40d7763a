package io.portrait.ml;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.api.Model;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * Adds to each row the likelier label, DOUBLE, the probabilities of labels 0 and 1, a vector, and
 * the version of the model, BIGINT; all are null in rows that come before the first model, which do
 * not wait for it, and in rows without a vector. Where the table has a time attribute, the new one
 * has it, too, and watermarks pass.
 */
public final class OnlineLogisticRegressionModel
    implements Model<OnlineLogisticRegressionModel>,
        OnlineLogisticRegressionModelParams<OnlineLogisticRegressionModel> {

  private static final long serialVersionUID = 1;

  private final Map<Param<?>, Object> params = new HashMap<>();
  private final StageUids uids = new StageUids();
  private transient @Nullable Table modelData;

  public OnlineLogisticRegressionModel() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  /** The models to score with, {@link LogisticRegressionModelData} or Flink ML's own. */
  @Override
  public OnlineLogisticRegressionModel setModelData(Table... tables) {
    modelData = StageTables.only(tables);
    return this;
  }

  /** One table of every model, as {@link LogisticRegressionModelData} says. */
  @Override
  public Table[] getModelData() {
    return new Table[] {models()};
  }

  private Table models() {
    if (modelData == null) {
      throw new IllegalStateException("setModelData has not been called");
    }
    return modelData;
  }

  @Override
  public Table[] transform(Table... tables) {
    Table table = StageTables.only(tables);
    String uid = uids.next(getUid());
    List<DataTypes.Field> columns =
        StageTables.columns(
            table,
            DataTypes.FIELD(getPredictionCol(), DataTypes.DOUBLE()),
            DataTypes.FIELD(getRawPredictionCol(), StageTables.VECTOR),
            DataTypes.FIELD(getModelVersionCol(), DataTypes.BIGINT()));
    DataStream<Row> scored =
        Scoring.score(
            StageTables.rows(table),
            LogisticRegressionModelData.stream(models(), uid + "-read-models"),
            new LogisticScorer(getFeaturesCol()),
            StageTables.type(columns),
            uid + "-score");
    return new Table[] {StageTables.table(StageTables.environment(table), scored, columns, table)};
  }

  /** Writes the params. Model data is a stream: {@link #getModelData} has it. */
  @Override
  public void save(String folder) throws IOException {
    ReadWriteUtils.saveMetadata(this, folder);
  }

  /** Reads what {@link #save} wrote; {@link #setModelData} has to follow. */
  public static OnlineLogisticRegressionModel load(
      StreamTableEnvironment environment, String folder) throws IOException {
    return ReadWriteUtils.loadStageParam(folder);
  }
}
