package io.portrait.job.learn;

import io.portrait.learning.Example;
import io.portrait.ml.OnlineLearner;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What learns tick by tick, as the learning operator wants it: a block is a tick. */
public abstract class TickLearner implements OnlineLearner {

  private final Start start;
  private String taken = Start.NONE;

  /** Whether something has been learned since the latest tick ended. */
  private boolean isOpen;

  /** For a learner that has learned nothing, or that {@link #read} is called on next. */
  protected TickLearner(Start start) {
    this.start = start;
  }

  /** Takes an example. */
  protected abstract void take(Example example);

  /** Ends the tick at hand. */
  protected abstract void endTick();

  /**
   * Goes on from another model.
   *
   * @param model as JSON
   * @param fromMillis event time from which it speaks: no row has been scored so late
   */
  protected abstract void adopt(String model, long fromMillis);

  /** Writes the model; false where there is none, and then nothing. */
  protected abstract boolean writeModel(DataOutput out) throws IOException;

  /** Writes all that has been learned. */
  protected abstract void writeLearned(DataOutput out) throws IOException;

  /**
   * What is known of the model as of the tick that has just ended.
   *
   * @param asOfMillis when its examples were due
   */
  public abstract ModelReport report(long asOfMillis);

  @Override
  public final boolean resume(long watermark) {
    String model = start.unlessTaken(taken);
    if (model == null) {
      return false;
    }
    adopt(model, watermark == Long.MIN_VALUE ? watermark : watermark + 1);
    taken = start.key();
    return true;
  }

  @Override
  public final boolean learn(Example example) {
    take(example);
    isOpen = true;
    return false;
  }

  @Override
  public final boolean closeBlock() {
    boolean wasOpen = isOpen;
    if (wasOpen) {
      endTick();
      isOpen = false;
    }
    return wasOpen;
  }

  @Override
  public final byte @Nullable [] model() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      return writeModel(new DataOutputStream(bytes)) ? bytes.toByteArray() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void write(DataOutput out) throws IOException {
    out.writeUTF(taken);
    out.writeBoolean(isOpen);
    writeLearned(out);
  }

  /** Reads what {@link #write} wrote before what was learned. */
  protected final void read(DataInput in) throws IOException {
    taken = in.readUTF();
    isOpen = in.readBoolean();
  }
}
