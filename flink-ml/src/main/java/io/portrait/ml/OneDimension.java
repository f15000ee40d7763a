package io.portrait.ml;

import io.portrait.learning.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets a learner see only vectors of one size, that of the first. */
final class OneDimension implements OnlineLearner {

  /** Before the first vector. */
  private static final int UNKNOWN = 0;

  private final OnlineLearner learner;
  private int size;
  private long refused;

  private OneDimension(OnlineLearner learner, int size, long refused) {
    this.learner = learner;
    this.size = size;
    this.refused = refused;
  }

  /**
   * Before the learners of a factory.
   *
   * @param size of the vectors, or 0 where the first one says it
   */
  static Factory before(Factory factory, int size) {
    return new Factory() {
      private static final long serialVersionUID = 1;

      @Override
      public OnlineLearner create() {
        return new OneDimension(factory.create(), size, 0);
      }

      @Override
      public OnlineLearner read(DataInput in) throws IOException {
        int restored = in.readInt();
        long refused = in.readLong();
        return new OneDimension(factory.read(in), restored, refused);
      }
    };
  }

  @Override
  public boolean learn(Example example) {
    int length = example.features().length;
    if (length == 0 || (size != UNKNOWN && length != size)) {
      refused++;
      return false;
    }
    size = length;
    return learner.learn(example);
  }

  @Override
  public boolean closeBlock() {
    return learner.closeBlock();
  }

  @Override
  public byte @Nullable [] model() {
    return learner.model();
  }

  @Override
  public long version() {
    return learner.version();
  }

  @Override
  public long refused() {
    return refused + learner.refused();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    out.writeLong(refused);
    learner.write(out);
  }
}
