package io.portrait.job.score;

import io.portrait.learning.KMeansModel;

/**
 * What has been said of a user at the latest tick, on which the next word depends.
 *
 * @param segment the user's; {@link KMeansModel#NONE} for none
 * @param isAlerted whether an alert has been given that is not over
 */
record Standing(int segment, boolean isAlerted) {

  /** Of whom nothing has been said yet. */
  static final Standing NONE = new Standing(KMeansModel.NONE, false);
}
