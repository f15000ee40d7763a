package io.portrait.expression;

/**
 * A name that an expression may use.
 *
 * @param kind what it holds
 * @param slot where the {@link Scope} has it
 */
public record Variable(Kind kind, int slot) {

  /** Stands for a name whose definition is itself wrong: whatever is done with it is accepted. */
  public static final Variable UNKNOWN = new Variable(Kind.UNKNOWN, -1);

  /** What a variable holds. */
  public enum Kind {
    NUMBER,
    TEXT,
    /** A list of texts. */
    TEXTS,
    UNKNOWN
  }
}
