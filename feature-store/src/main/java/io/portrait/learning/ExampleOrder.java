package io.portrait.learning;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * The one order in which examples are learned: as they are due, those due at once by tick, those of
 * one tick by user. Users lie by a hash of their id, of equal ones by the id: ids often tell when
 * somebody came, and a step that sees only newcomers goes astray.
 */
public final class ExampleOrder {

  /** Compares two users. */
  public static final Comparator<String> USERS =
      Comparator.comparing(ExampleOrder::of, Long::compareUnsigned)
          .thenComparing(Comparator.naturalOrder());

  /** Compares two examples. */
  public static final Comparator<Example> EXAMPLES =
      Comparator.comparingLong(Example::dueMillis)
          .thenComparingLong(Example::tickMillis)
          .thenComparing(Example::userId, USERS);

  private ExampleOrder() {}

  /** Where a user stands among others, an unsigned number: MurmurHash3 of the id in UTF-8. */
  public static long of(String userId) {
    return Hashing.murmur3_128().hashString(userId, StandardCharsets.UTF_8).asLong();
  }
}
