package io.portrait.training;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which training set is asked for. Nothing in it depends on when it is drawn.
 *
 * @param labelFile a CSV file of user_id, time and label; null means the project's table {@code
 *     labels}
 * @param from labels of this time or later; null means of any
 * @param to labels of before this time; null means of any
 * @param knownBy what was known later than this does not exist
 * @param features columns of {@code feature_log}, in the order of the output; no two alike
 * @param maxAge how old a feature may be at the label's time; of those not named, as old as it is
 * @param asServed whether a row counts only for labels of when it was known already
 */
public record TrainingSetRequest(
    @Nullable Path labelFile,
    @Nullable Instant from,
    @Nullable Instant to,
    Instant knownBy,
    List<String> features,
    Map<String, Duration> maxAge,
    boolean asServed) {

  public TrainingSetRequest {
    features = List.copyOf(features);
    maxAge = Collections.unmodifiableMap(new LinkedHashMap<>(maxAge));
    if (features.isEmpty()) {
      throw new IllegalArgumentException("no features");
    }
    if (!features.containsAll(maxAge.keySet())) {
      throw new IllegalArgumentException("a maximum age of what is no feature: " + maxAge.keySet());
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from " + from + " to " + to + ": nothing lies between");
    }
  }
}
