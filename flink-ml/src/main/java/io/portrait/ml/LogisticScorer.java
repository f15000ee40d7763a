package io.portrait.ml;

import org.apache.flink.ml.linalg.BLAS;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** Adds the likelier label, the probabilities of both and the model's version to a row. */
final class LogisticScorer implements Scorer<Row, LogisticRegressionModelData, Row> {

  private static final long serialVersionUID = 1;

  private final String featuresColumn;

  private transient @Nullable LogisticRegressionModelData model;

  LogisticScorer(String featuresColumn) {
    this.featuresColumn = featuresColumn;
  }

  @Override
  public void use(LogisticRegressionModelData newest) {
    model = newest;
  }

  @Override
  public Row score(Row row) {
    if (model == null || !(row.getField(featuresColumn) instanceof Vector features)) {
      return Row.join(row, Row.of(null, null, null));
    }
    double score = BLAS.dot(model.coefficient, features) + model.intercept;
    double probability = 1 / (1 + StrictMath.exp(-score));
    return Row.join(
        row,
        Row.of(
            probability >= 0.5 ? 1.0 : 0.0,
            new DenseVector(new double[] {1 - probability, probability}),
            model.modelVersion));
  }
}
