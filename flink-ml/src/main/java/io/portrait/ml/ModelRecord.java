package io.portrait.ml;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A model as of a closed block.
 *
 * @param version grows with every block; 0 for what learning starts with
 * @param timestampMillis the latest event time learned from, epoch milliseconds; {@code
 *     Long.MIN_VALUE} before the first, and where examples have none
 * @param model as its {@link OnlineLearner} encodes it; nobody changes it
 */
public record ModelRecord(long version, long timestampMillis, byte[] model) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelRecord that
        && version == that.version
        && timestampMillis == that.timestampMillis
        && Arrays.equals(model, that.model);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version) * 31 + Arrays.hashCode(model);
  }

  @Override
  public String toString() {
    return "model " + version + " as of " + timestampMillis + ", " + model.length + " bytes";
  }
}
