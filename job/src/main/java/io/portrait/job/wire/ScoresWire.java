package io.portrait.job.wire;

import io.portrait.profile.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** {@link Scores} on the wire: a byte where there are none. */
final class ScoresWire {

  private ScoresWire() {}

  static void write(Scores scores, DataOutput out) throws IOException {
    boolean isAny = !scores.equals(Scores.NONE);
    out.writeBoolean(isAny);
    if (isAny) {
      Long segment = scores.segment();
      out.writeBoolean(segment != null);
      if (segment != null) {
        out.writeLong(segment);
      }
      out.writeDouble(scores.churnProbability());
      Texts.write(scores.churnReasons(), out);
      Texts.write(scores.models(), out);
      Texts.write(List.copyOf(scores.missing()), out);
    }
  }

  static Scores read(DataInput in) throws IOException {
    return in.readBoolean()
        ? new Scores(
            in.readBoolean() ? in.readLong() : null,
            in.readDouble(),
            Texts.readList(in),
            Texts.readMap(in),
            Set.copyOf(Texts.readList(in)))
        : Scores.NONE;
  }
}
