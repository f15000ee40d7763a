package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The space in which users are points and distances mean something: columns standardised as they
 * were at one moment, then the coordinates of an embedding as they are. Immutable.
 *
 * <p>Running means and variances move this space. Centroids therefore stay on the columns' own
 * scale ({@link #fromSpace}) and are standardised by the space of the day ({@link #intoSpace}):
 * nothing has to be moved. A column that has not varied yet is 0 for every user.
 */
final class PointSpace {

  private final List<Input> columns;
  private final Standardisation standard;
  private final double[] deviations;

  PointSpace(List<Input> columns, Standardisation standard) {
    this.columns = List.copyOf(columns);
    this.standard = standard;
    this.deviations = new double[columns.size()];
    for (int i = 0; i < deviations.length; i++) {
      double variance = standard.variance(i);
      deviations[i] = variance > Scaler.LEAST_VARIANCE ? Math.sqrt(variance) : 0;
    }
  }

  static PointSpace of(Scaler scaler, double clip) {
    return new PointSpace(scaler.columns(), Standardisation.of(scaler, clip));
  }

  List<Input> columns() {
    return columns;
  }

  Standardisation standard() {
    return standard;
  }

  /**
   * Where a user stands.
   *
   * @param features a number a column, NaN where there is none, then maybe coordinates
   * @param width the coordinates that count: if there are not just so many, there are none
   * @return shape [columns] or [columns + width]
   */
  double[] point(double[] features, int width) {
    int count = deviations.length;
    boolean hasVector = width > 0 && features.length == count + width;
    double[] point = hasVector ? features.clone() : new double[count];
    for (int i = 0; i < count; i++) {
      point[i] = standard.of(i, features[i]);
    }
    return point;
  }

  /** A centroid on the columns' own scale; NaN, which is nowhere, for those that did not vary. */
  double[] fromSpace(double[] centroid) {
    double[] result = centroid.clone();
    for (int i = 0; i < deviations.length; i++) {
      boolean isKnown = deviations[i] > 0;
      result[i] = isKnown ? standard.mean(i) + centroid[i] * deviations[i] : Double.NaN;
    }
    return result;
  }

  /** The way back; what is nowhere is at 0, the mean of all. */
  double[] intoSpace(double[] centroid) {
    double[] result = centroid.clone();
    for (int i = 0; i < deviations.length; i++) {
      boolean isKnown = deviations[i] > 0 && !Double.isNaN(centroid[i]);
      result[i] = isKnown ? (centroid[i] - standard.mean(i)) / deviations[i] : 0;
    }
    return result;
  }

  /** For other columns: what is new has not varied yet. */
  PointSpace under(List<Input> others, double clip) {
    return new PointSpace(others, standard.under(others, clip));
  }

  void write(DataOutput out) throws IOException {
    write(out, columns);
    standard.write(out);
  }

  static PointSpace read(DataInput in) throws IOException {
    List<Input> columns = readColumns(in);
    return new PointSpace(columns, Standardisation.read(in, columns));
  }

  static void write(DataOutput out, List<Input> columns) throws IOException {
    out.writeInt(columns.size());
    for (Input column : columns) {
      out.writeUTF(column.name());
      out.writeUTF(column.scale().name());
      out.writeBoolean(column.isOptional());
    }
  }

  static List<Input> readColumns(DataInput in) throws IOException {
    List<Input> columns = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      columns.add(new Input(in.readUTF(), Input.Scale.valueOf(in.readUTF()), in.readBoolean()));
    }
    return columns;
  }
}
