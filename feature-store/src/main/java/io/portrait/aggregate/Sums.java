package io.portrait.aggregate;

import java.util.Arrays;

/**
 * Sums to about 106 bits, each as the double nearest to it and what that double leaves over.
 *
 * <p>Error-free transformations: Knuth, TAOCP 2, 4.2.2; Ogita, Rump and Oishi, "Accurate Sum and
 * Dot Product", SIAM 2005.
 */
final class Sums {

  private double[] high;
  private double[] low;

  Sums(int capacity) {
    high = new double[capacity];
    low = new double[capacity];
  }

  private Sums(Sums other) {
    high = other.high.clone();
    low = other.low.clone();
  }

  Sums copy() {
    return new Sums(this);
  }

  void resize(int capacity) {
    high = Arrays.copyOf(high, capacity);
    low = Arrays.copyOf(low, capacity);
  }

  void move(int from, int to, int count) {
    System.arraycopy(high, from, high, to, count);
    System.arraycopy(low, from, low, to, count);
  }

  void clear(int slot) {
    high[slot] = 0;
    low[slot] = 0;
  }

  /** The double nearest to a sum. */
  double high(int slot) {
    return high[slot];
  }

  /** What {@link #high} leaves over. */
  double low(int slot) {
    return low[slot];
  }

  void set(int slot, double newHigh, double newLow) {
    high[slot] = newHigh;
    low[slot] = newLow;
  }

  /** Adds a number. */
  void add(int slot, double number) {
    double a = high[slot];
    double sum = a + number;
    double part = sum - a;
    double rest = low[slot] + ((a - (sum - part)) + (number - part));
    double newHigh = sum + rest;
    high[slot] = newHigh;
    low[slot] = rest - (newHigh - sum);
  }

  /** Adds other sums. */
  void merge(int into, int from, int until) {
    double a = high[into];
    double aLow = low[into];
    for (int slot = from; slot < until; slot++) {
      double b = high[slot];
      double sum = a + b;
      double part = sum - a;
      double error = (a - (sum - part)) + (b - part);
      double bLow = low[slot];
      double lowSum = aLow + bLow;
      double lowPart = lowSum - aLow;
      double lowError = (aLow - (lowSum - lowPart)) + (bLow - lowPart);
      double rest = error + lowSum;
      double middle = sum + rest;
      rest = lowError + (rest - (middle - sum));
      a = middle + rest;
      aLow = rest - (a - middle);
    }
    high[into] = a;
    low[into] = aLow;
  }

  /**
   * How far two sums are from being in proportion: {@code sum(a) * aTimes - sum(b) * bTimes}, exact
   * to about 2^-104 of the products where they cancel.
   */
  double difference(int a, double aTimes, double bHigh, double bLow, double bTimes) {
    double left = high[a] * aTimes;
    double leftRest = Math.fma(high[a], aTimes, -left) + low[a] * aTimes;
    double right = bHigh * bTimes;
    double rightRest = Math.fma(bHigh, bTimes, -right) + bLow * bTimes;
    return (left - right) + (leftRest - rightRest);
  }
}
