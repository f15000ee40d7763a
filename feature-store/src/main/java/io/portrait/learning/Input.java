package io.portrait.learning;

/**
 * One column as a model sees it.
 *
 * @param name of the column
 * @param scale what becomes of its numbers
 * @param isOptional whether it may be null: a model then learns what that means, too
 */
public record Input(String name, Scale scale, boolean isOptional) {

  /** What becomes of a number before it is standardised. */
  public enum Scale {
    /** {@code sign(x) ln(1 + |x|)}: for counts, sums and days, whose tails are long. */
    LOG,
    /** Nothing. */
    PLAIN
  }

  /** The number that is standardised. */
  double scaled(double raw) {
    return scale == Scale.PLAIN ? raw : raw < 0 ? -StrictMath.log1p(-raw) : StrictMath.log1p(raw);
  }

  /** Whether what was learned of the other column holds for this one. */
  boolean isLike(Input other) {
    return name.equals(other.name) && scale == other.scale;
  }
}
