package io.portrait.ml;

import java.io.Serializable;

/**
 * Tells the uses of one stage in a job apart: a pipeline's {@code fit} lets a model score what the
 * next stage learns from, and its {@code transform} lets it score again.
 */
final class StageUids implements Serializable {

  private static final long serialVersionUID = 1;

  private int uses;

  /** The stage's own uid the first time, then with {@code -2}, {@code -3}. */
  String next(String uid) {
    uses++;
    return uses == 1 ? uid : uid + "-" + uses;
  }
}
