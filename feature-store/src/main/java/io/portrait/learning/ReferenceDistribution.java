package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the columns of a model, and its score, were spread in a reference period: the first rows that
 * are added, then fixed. Later rows are counted by bin, anywhere and in any order, and {@link
 * #metrics} says how far they are from it.
 *
 * <p>Counts are one array, the bins of the first column, then those of the next; they add up.
 * Memory: 8 bytes a number until fixed (16 KiB a column), then 160 bytes a column. Mutable.
 */
public final class ReferenceDistribution {

  /** What the column of the model's probability is called. */
  public static final String SCORE = "score";

  public static final int DEFAULT_ROWS = 2_000;

  private static final int VERSION = 1;

  private final List<String> names;
  private final List<ReferenceColumn> columns;

  /**
   * Of nothing yet.
   *
   * @param names of the columns, each once
   * @param rows after how many a column is fixed, positive
   */
  public ReferenceDistribution(List<String> names, int rows) {
    this(names, names.stream().map(name -> new ReferenceColumn(rows)).toList());
  }

  private ReferenceDistribution(List<String> names, List<ReferenceColumn> columns) {
    this.names = List.copyOf(names);
    this.columns = List.copyOf(columns);
  }

  /** The names of the columns, in the order of their numbers. */
  public List<String> names() {
    return names;
  }

  /**
   * Takes a number into the reference; once the column is fixed, nothing changes.
   *
   * @param raw NaN where it is null
   */
  public void add(int column, double raw) {
    columns.get(column).add(raw);
  }

  /** Whether the column has its reference; until then it has no bins. */
  public boolean isFixed(int column) {
    return columns.get(column).isFixed();
  }

  /** Whether all have theirs. */
  public boolean isFixed() {
    return columns.stream().allMatch(ReferenceColumn::isFixed);
  }

  /**
   * Where in the counts a number of a column that is fixed belongs.
   *
   * @param raw NaN where it is null
   */
  public int bin(int column, double raw) {
    return column * ReferenceColumn.BINS + columns.get(column).bin(raw);
  }

  /** Counts of no row. */
  public long[] noCounts() {
    return new long[columns.size() * ReferenceColumn.BINS];
  }

  /** Counts a number, where its column is fixed. */
  public void count(int column, double raw, long[] counts) {
    if (isFixed(column)) {
      counts[bin(column, raw)]++;
    }
  }

  /** The rows of the reference itself; 0 in every bin of a column that is not fixed. */
  public long[] counts() {
    long[] counts = noCounts();
    for (int column = 0; column < columns.size(); column++) {
      long[] own = columns.get(column).counts();
      System.arraycopy(own, 0, counts, column * ReferenceColumn.BINS, own.length);
    }
    return counts;
  }

  /**
   * The population stability index of every column that has one, as {@code psi.<column>}: see
   * {@link Drift#populationStabilityIndex}.
   *
   * @param names of the columns
   * @param expected rows of the reference, as {@link #counts} has them
   * @param actual rows now, as {@link #bin} says
   */
  public static SortedMap<String, Double> metrics(
      List<String> names, long[] expected, long[] actual) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    for (int column = 0; column < names.size(); column++) {
      int from = column * ReferenceColumn.BINS;
      int to = from + ReferenceColumn.BINS;
      double index =
          Drift.populationStabilityIndex(
              Arrays.copyOfRange(expected, from, to), Arrays.copyOfRange(actual, from, to));
      if (!Double.isNaN(index)) {
        metrics.put("psi." + names.get(column), index);
      }
    }
    return metrics;
  }

  /** Writes the reference of every column under its name. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(names.size());
    for (int column = 0; column < names.size(); column++) {
      out.writeUTF(names.get(column));
      columns.get(column).write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote, by the names of the columns: a new one starts its reference
   * with the next row, one that is gone is left out.
   */
  public static ReferenceDistribution read(DataInput in, List<String> names, int rows)
      throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a reference distribution: " + version);
    }
    List<ReferenceColumn> columns = new ArrayList<>();
    names.forEach(name -> columns.add(new ReferenceColumn(rows)));
    for (int count = in.readInt(); count > 0; count--) {
      int column = names.indexOf(in.readUTF());
      ReferenceColumn read = ReferenceColumn.read(in);
      if (column >= 0) {
        columns.set(column, read);
      }
    }
    return new ReferenceDistribution(names, columns);
  }
}
