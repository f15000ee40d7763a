package io.portrait.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.ml.clustering.kmeans.KMeansModelData;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;

/**
 * Flink ML's model data of k-means and which model it is. As a table: {@code centroids}, {@code
 * weights}, {@code modelVersion}, {@code modelTimestamp}; the first two stand where Flink ML has
 * them, so that {@link KMeansModelData#getModelDataStream} reads such a table, too. A table of only
 * those two is version 0.
 */
public class OnlineKMeansModelData extends KMeansModelData {

  static final TypeInformation<OnlineKMeansModelData> TYPE =
      TypeInformation.of(OnlineKMeansModelData.class);

  static final List<DataTypes.Field> COLUMNS =
      List.of(
          DataTypes.FIELD("centroids", DataTypes.ARRAY(StageTables.VECTOR)),
          DataTypes.FIELD("weights", StageTables.VECTOR),
          DataTypes.FIELD("modelVersion", DataTypes.BIGINT()),
          DataTypes.FIELD("modelTimestamp", DataTypes.TIMESTAMP_LTZ(3)));

  /** Grows with every block; 0 for what learning starts with. */
  public long modelVersion;

  /** The latest event time learned from, epoch milliseconds; {@code MIN_VALUE} for none. */
  public long modelTimestamp = Long.MIN_VALUE;

  /** Without centroids, for Flink. */
  public OnlineKMeansModelData() {
    super(new DenseVector[0], new DenseVector(0));
  }

  /**
   * Of a version.
   *
   * @param centroids of one size, in the units of the features
   * @param weights of what is behind each, not negative
   */
  public OnlineKMeansModelData(
      DenseVector[] centroids, DenseVector weights, long modelVersion, long modelTimestamp) {
    super(centroids, weights);
    this.modelVersion = modelVersion;
    this.modelTimestamp = modelTimestamp;
  }

  /** The models of a table, as they come. */
  public static DataStream<OnlineKMeansModelData> stream(Table table, String uid) {
    return StageTables.rows(table)
        .map(OnlineKMeansModelData::of, TYPE)
        .setParallelism(1)
        .name(uid)
        .uid(uid);
  }

  static OnlineKMeansModelData of(Row row) {
    Object[] centroids = (Object[]) Objects.requireNonNull(row.getField(0));
    return new OnlineKMeansModelData(
        Arrays.stream(centroids)
            .map(centroid -> ((Vector) centroid).toDense())
            .toArray(DenseVector[]::new),
        ((Vector) Objects.requireNonNull(row.getField(1))).toDense(),
        (long) StageTables.number(row, "modelVersion", 0),
        StageTables.millis(row, "modelTimestamp"));
  }

  Row toRow() {
    return Row.of(centroids, weights, modelVersion, StageTables.instant(modelTimestamp));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(modelVersion);
    out.writeLong(modelTimestamp);
    StageBytes.write(weights, out);
    for (DenseVector centroid : centroids) {
      StageBytes.write(centroid, out);
    }
  }

  static OnlineKMeansModelData read(DataInput in) throws IOException {
    long version = in.readLong();
    long timestamp = in.readLong();
    DenseVector weights = StageBytes.read(in);
    DenseVector[] centroids = new DenseVector[weights.size()];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = StageBytes.read(in);
    }
    return new OnlineKMeansModelData(centroids, weights, version, timestamp);
  }
}
