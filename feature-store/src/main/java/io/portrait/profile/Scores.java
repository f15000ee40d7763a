package io.portrait.profile;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What models say of a user.
 *
 * @param segment null where there is none
 * @param churnProbability 0 to 1; NaN where there is none
 * @param churnReasons what moves the probability most, in words; may be left out
 * @param models the models that said so, name to version
 * @param missing the models that should have said something and could not
 */
public record Scores(
    @Nullable Long segment,
    double churnProbability,
    List<String> churnReasons,
    Map<String, Long> models,
    Set<String> missing) {

  /** Of a user whom no model was asked about. */
  public static final Scores NONE = new Scores(null, Double.NaN, List.of(), Map.of(), Set.of());
}
