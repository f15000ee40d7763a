package io.portrait.job.learn;

import io.portrait.learning.Example;
import io.portrait.learning.ExampleOrder;
import java.util.Comparator;

/**
 * What tells an example from the others that are due with it.
 *
 * @param tickMillis its tick
 * @param order where its user stands, an unsigned number
 * @param userId its user
 */
record ExampleKey(long tickMillis, long order, String userId) {

  /** As {@link ExampleOrder#EXAMPLES}, and as the bytes that {@link ExampleKeyWire} writes. */
  static final Comparator<ExampleKey> ORDER =
      Comparator.comparingLong(ExampleKey::tickMillis)
          .thenComparing(ExampleKey::order, Long::compareUnsigned)
          .thenComparing(ExampleKey::userId);

  static ExampleKey of(Example example) {
    return new ExampleKey(
        example.tickMillis(), ExampleOrder.of(example.userId()), example.userId());
  }
}
