package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rows of numbers, copied and encoded. */
final class Rows {

  private Rows() {}

  static double[][] copy(double[][] rows) {
    double[][] result = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      result[i] = rows[i].clone();
    }
    return result;
  }

  /** Where the greatest number is; of several the first. */
  static int greatest(double[] numbers) {
    int greatest = 0;
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] > numbers[greatest]) {
        greatest = i;
      }
    }
    return greatest;
  }

  static void write(DataOutput out, double[][] rows) throws IOException {
    out.writeInt(rows.length);
    for (double[] row : rows) {
      Doubles.write(row, out);
    }
  }

  static double[][] readAll(DataInput in) throws IOException {
    double[][] rows = new double[in.readInt()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Doubles.read(in);
    }
    return rows;
  }
}
