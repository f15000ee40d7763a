package io.portrait.audit;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sketch may say of values that are too many to be kept. */
sealed interface Sketched {

  /** Whether it may say that. */
  boolean allows(@Nullable Object found);

  /** A number, both ends included. */
  record Between(double least, double greatest) implements Sketched {

    @Override
    public boolean allows(@Nullable Object found) {
      return found instanceof Double number && least <= number && number <= greatest;
    }
  }

  /**
   * The most frequent of more texts than are counted: each as frequent as the one that belongs in
   * its place, but for the 385th part of all events, by which a count may be too small.
   *
   * @param counts how often each text was there
   * @param keep how many are listed at most
   */
  record Frequent(Map<String, Long> counts, int keep) implements Sketched {

    @Override
    public boolean allows(@Nullable Object found) {
      List<?> listed = found instanceof List<?> list ? list : List.of();
      List<Long> greatest =
          counts.values().stream().sorted(Comparator.reverseOrder()).limit(keep).toList();
      double error =
          counts.values().stream().mapToLong(Long::longValue).sum()
              / (NaiveFeatures.TEXTS_EXACT + 1.0);
      boolean isAllowed =
          listed.size() <= greatest.size() && new HashSet<>(listed).size() == listed.size();
      for (int place = 0; place < greatest.size() && isAllowed; place++) {
        Long count = place < listed.size() ? counts.get(listed.get(place)) : Long.valueOf(0);
        isAllowed = count != null && Math.abs(count - greatest.get(place)) <= error;
      }
      return isAllowed;
    }
  }
}
