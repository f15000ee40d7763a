package io.portrait.profile;

import io.portrait.definition.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A profile: the computed values of one user with everything that says where they come from
 * (contract 4).
 *
 * @param userId whose
 * @param version which state of the user it shows
 * @param values the computed columns, in the order of {@link ProfileSchema#computed()}
 * @param segment null while there is none
 * @param churnProbability 0 to 1; NaN while there is none
 * @param churnReasons what moves the probability most; empty while there is none
 * @param tags the words that apply
 * @param writtenAt when the row was made, epoch milliseconds by the clock
 * @param definitions hash of the definition file
 * @param models the models that scored it, name to version
 * @param status {@code complete}, or {@code degraded:<parts>}
 * @param partialUntil columns whose window is not yet covered, to the time it will be
 * @param embedding the taste vector, L2 length 1; null while there is none
 */
public record ProfileRow(
    String userId,
    RowVersion version,
    Values values,
    @Nullable Long segment,
    double churnProbability,
    List<String> churnReasons,
    List<String> tags,
    long writtenAt,
    String definitions,
    Map<String, Long> models,
    String status,
    Map<String, Long> partialUntil,
    float @Nullable [] embedding) {

  /** {@link #status()} of a row with nothing missing. */
  public static final String COMPLETE = "complete";
}
