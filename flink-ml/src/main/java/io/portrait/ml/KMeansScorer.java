package io.portrait.ml;

import java.util.Arrays;
import org.apache.flink.ml.common.distance.DistanceMeasure;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.ml.linalg.VectorWithNorm;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** Adds the nearest centroid and the model's version to a row. */
final class KMeansScorer implements Scorer<Row, OnlineKMeansModelData, Row> {

  private static final long serialVersionUID = 1;

  private final String featuresColumn;
  private final DistanceMeasure distance;

  private transient VectorWithNorm @Nullable [] centroids;
  private transient long version;

  KMeansScorer(String featuresColumn, DistanceMeasure distance) {
    this.featuresColumn = featuresColumn;
    this.distance = distance;
  }

  @Override
  public void use(OnlineKMeansModelData model) {
    centroids =
        Arrays.stream(model.centroids).map(VectorWithNorm::new).toArray(VectorWithNorm[]::new);
    version = model.modelVersion;
  }

  @Override
  public Row score(Row row) {
    if (centroids == null || !(row.getField(featuresColumn) instanceof Vector features)) {
      return Row.join(row, Row.of(null, null));
    }
    int nearest = distance.findClosest(centroids, new VectorWithNorm(features));
    return Row.join(row, Row.of(nearest, version));
  }
}
