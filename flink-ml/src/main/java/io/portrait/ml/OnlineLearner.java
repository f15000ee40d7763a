package io.portrait.ml;

import io.portrait.learning.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What learns from examples one by one and, block after block, has a better model. The same
 * examples and block ends in the same order give the same models, to the bit. Mutable; of one
 * thread.
 */
public interface OnlineLearner {

  /**
   * Takes an example into the open block.
   *
   * @return whether that filled the block: it has been learned from, and {@link #model} is new
   */
  boolean learn(Example example);

  /**
   * Learns from the open block as it is.
   *
   * @return whether {@link #model} is new: false where the block was empty
   */
  boolean closeBlock();

  /** The model of all closed blocks, encoded; null while there is none. */
  byte @Nullable [] model();

  /** Which model it is: 0 before the first block, and greater with each. */
  long version();

  /** How many examples were refused, as unfit to learn from. */
  long refused();

  /**
   * Called once where learning goes on after a restore, before the next example.
   *
   * @param watermark event time that had passed, up to which others may have used the model; {@code
   *     Long.MIN_VALUE} for none
   * @return whether {@link #model} is new: nothing does so by itself
   */
  default boolean resume(long watermark) {
    return false;
  }

  /** Writes all that {@link Factory#read} needs to go on as if nothing had happened. */
  void write(DataOutput out) throws IOException;

  /** Makes learners where the job runs. */
  interface Factory extends Serializable {

    /** One that has learned nothing, or from a model it starts with. */
    OnlineLearner create();

    /** One that goes on where the one that {@link OnlineLearner#write wrote} stopped. */
    OnlineLearner read(DataInput in) throws IOException;
  }
}
