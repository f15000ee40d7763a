package io.portrait.audit;

import org.jspecify.annotations.Nullable;

/**
 * What came of one value.
 *
 * @param column whose
 * @param verdict whether it is as it should be
 * @param found the value that was audited; null as it stands, or where nothing was compared
 * @param expected what it should be; a range where a sketch may be off
 * @param off by how much two numbers differ, as a part of the greater one; 0 for all else
 * @param why it could not be checked, or what the expected value is made of; may be empty
 */
public record Check(
    String column,
    Verdict verdict,
    @Nullable Object found,
    @Nullable Object expected,
    double off,
    String why) {

  /** Whether a value is as it should be. */
  public enum Verdict {
    AGREES,
    DIFFERS,
    /** Nobody can tell, by what is at hand. */
    UNCHECKED,
    /** As {@link #UNCHECKED}, but in a moment somebody can. */
    NOT_YET
  }

  /** Of a value that nobody can check. */
  static Check unchecked(String column, String why) {
    return new Check(column, Verdict.UNCHECKED, null, null, 0, why);
  }

  /** Of a value that nobody can check yet. */
  static Check notYet(String column, String why) {
    return new Check(column, Verdict.NOT_YET, null, null, 0, why);
  }

  /** Compares by {@link NaiveFeatures#agree}. */
  static Check compare(String column, @Nullable Object expected, @Nullable Object found) {
    return of(column, NaiveFeatures.agree(expected, found), expected, found, "");
  }

  /** Of a comparison that was made elsewhere. */
  static Check of(
      String column,
      boolean agrees,
      @Nullable Object expected,
      @Nullable Object found,
      String why) {
    double off = 0;
    if (expected instanceof Number wanted && found instanceof Number given) {
      double difference = Math.abs(wanted.doubleValue() - given.doubleValue());
      double greater = Math.max(Math.abs(wanted.doubleValue()), Math.abs(given.doubleValue()));
      off = difference == 0 ? 0 : difference / greater;
    }
    return new Check(
        column, agrees ? Verdict.AGREES : Verdict.DIFFERS, found, expected, off, agrees ? "" : why);
  }

  Check because(String reason) {
    return new Check(column, verdict, found, expected, off, reason);
  }
}
