package io.portrait.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what was probably meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The valid name nearest to a wrong one by edit distance, letters' case aside; of equally near
   * ones the first in the alphabet.
   *
   * @return empty where none is near: more than a third of the wrong name's letters would change,
   *     and more than two
   */
  public static Optional<String> of(String wrong, Collection<String> valid) {
    int limit = Math.max(2, wrong.length() / 3);
    LevenshteinDistance distance = new LevenshteinDistance(limit);
    record Candidate(String name, int distance) {}
    return valid.stream()
        .map(name -> new Candidate(name, distance.apply(folded(wrong), folded(name))))
        .filter(near -> near.distance() >= 0 && near.distance() < near.name().length())
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /** {@code " (did you mean 'x'?)"}, or nothing where no name is near. */
  public static String hint(String wrong, Collection<String> valid) {
    return of(wrong, valid).map(near -> " (did you mean '" + near + "'?)").orElse("");
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
