package io.portrait.ml;

import org.apache.flink.ml.common.distance.CosineDistanceMeasure;
import org.apache.flink.ml.common.distance.EuclideanDistanceMeasure;
import org.apache.flink.ml.common.distance.ManhattanDistanceMeasure;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;

/**
 * Params of {@link OnlineKMeansModel}.
 *
 * @param <T> the stage
 */
public interface OnlineKMeansModelParams<T> extends ScoringParams<T> {

  Param<Integer> K =
      new IntParam("k", "The max number of clusters to create.", 2, ParamValidators.gt(1));

  Param<String> DISTANCE_MEASURE =
      new StringParam(
          "distanceMeasure",
          "Distance measure.",
          EuclideanDistanceMeasure.NAME,
          ParamValidators.inArray(
              EuclideanDistanceMeasure.NAME,
              ManhattanDistanceMeasure.NAME,
              CosineDistanceMeasure.NAME));

  Param<String> UID =
      new StringParam(
          "uid",
          "By which a savepoint knows the stage's operators; each stage of a job needs its own.",
          "online-kmeans",
          ParamValidators.notNull());

  default int getK() {
    return get(K);
  }

  default T setK(int clusters) {
    return set(K, clusters);
  }

  /** What the nearest centroid is nearest by; learning knows only the Euclidean distance. */
  default String getDistanceMeasure() {
    return get(DISTANCE_MEASURE);
  }

  default T setDistanceMeasure(String name) {
    return set(DISTANCE_MEASURE, name);
  }

  default String getUid() {
    return get(UID);
  }

  default T setUid(String uid) {
    return set(UID, uid);
  }
}
