package io.portrait.aggregate;

/** Takes the columns that do not know all they cover yet, because a definition changed. */
@FunctionalInterface
interface PartialColumns {

  /**
   * A column is partial.
   *
   * @param until the event time as of which it no longer is; {@link UserState#PARTIAL_FOR_GOOD}
   *     where that never comes
   */
  void partial(int slot, long until);
}
