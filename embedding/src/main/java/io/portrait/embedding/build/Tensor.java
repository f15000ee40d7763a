package io.portrait.embedding.build;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers with a shape, the last dimension varying fastest. The arrays are shared, not copied.
 *
 * @param shape no dimension at all for a single number
 * @param values as many as the product of the dimensions
 */
record Tensor(int[] shape, float[] values) {

  Tensor {
    if (size(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " numbers for the shape " + Arrays.toString(shape));
    }
  }

  /** How many numbers a shape takes. */
  static long size(int[] shape) {
    long size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  /** Rows as columns: ONNX multiplies by matrices as [in][out], PyTorch's linear by [out][in]. */
  Tensor transposed() {
    int rows = shape[0];
    int columns = shape[1];
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return new Tensor(new int[] {columns, rows}, turned);
  }

  /** Each row plus the first row of another. */
  Tensor plusFirstRowOf(Tensor other) {
    int columns = shape[1];
    float[] sums = values.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.values[i % columns];
    }
    return new Tensor(shape, sums);
  }

  /** All numbers of some tensors, one tensor behind the other, in a new shape. */
  static Tensor joined(List<Tensor> parts, int... shape) {
    float[] all = new float[Math.toIntExact(size(shape))];
    int at = 0;
    for (Tensor part : parts) {
      System.arraycopy(part.values, 0, all, at, part.values.length);
      at += part.values.length;
    }
    return new Tensor(shape, all);
  }
}
