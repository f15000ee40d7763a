package io.portrait.ml;

import io.portrait.learning.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Its model is the sum of the first features of all closed blocks, as text; a block is three. */
final class SummingLearner implements OnlineLearner {

  private static final int BLOCK = 3;

  private final boolean startsWithModel;
  private double sum;
  private double open;
  private int inBlock;
  private long version;

  private SummingLearner(boolean startsWithModel) {
    this.startsWithModel = startsWithModel;
  }

  static Factory factory(boolean startsWithModel) {
    return new Factory() {
      private static final long serialVersionUID = 1;

      @Override
      public OnlineLearner create() {
        return new SummingLearner(startsWithModel);
      }

      @Override
      public OnlineLearner read(DataInput in) throws IOException {
        SummingLearner learner = new SummingLearner(startsWithModel);
        learner.sum = in.readDouble();
        learner.open = in.readDouble();
        learner.inBlock = in.readInt();
        learner.version = in.readLong();
        return learner;
      }
    };
  }

  @Override
  public boolean learn(Example example) {
    open += example.features()[0];
    inBlock++;
    return inBlock == BLOCK && closeBlock();
  }

  @Override
  public boolean closeBlock() {
    if (inBlock == 0) {
      return false;
    }
    sum += open;
    open = 0;
    inBlock = 0;
    version++;
    return true;
  }

  @Override
  public byte @Nullable [] model() {
    return version > 0 || startsWithModel
        ? Double.toString(sum).getBytes(StandardCharsets.UTF_8)
        : null;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeDouble(sum);
    out.writeDouble(open);
    out.writeInt(inBlock);
    out.writeLong(version);
  }
}
