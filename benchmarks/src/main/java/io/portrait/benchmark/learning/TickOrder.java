package io.portrait.benchmark.learning;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * The order of users within a tick: by a hash of their id, then by id. Ids are often given in the
 * order of registration, and a block of a model's examples should not be of users of one age.
 */
final class TickOrder {

  private static final HashFunction MURMUR3 = Hashing.murmur3_128();

  static final Comparator<Observation> BY_HASH =
      Comparator.<Observation>comparingLong(
              observation ->
                  MURMUR3.hashString(observation.userId(), StandardCharsets.UTF_8).asLong())
          .thenComparing(Observation::userId);

  private TickOrder() {}
}
