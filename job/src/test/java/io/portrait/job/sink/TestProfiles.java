package io.portrait.job.sink;

import io.portrait.definition.Values;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.util.List;
import java.util.Map;

/** Profiles of a definition whose first columns are {@code views} and {@code spend}. */
final class TestProfiles {

  private TestProfiles() {}

  /** A user who has viewed so many times, and spent half as much. */
  static ProfileUpdate update(Kind kind, String user, long views, long asOf) {
    Values values = new Values(4);
    values.set(0, (double) views);
    values.set(1, views / 2.0);
    values.set(2, 1.5);
    return update(kind, user, new RowVersion(0, views, asOf), values);
  }

  /** A row with nothing but these values and its provenance. */
  static ProfileUpdate update(Kind kind, String user, RowVersion version, Values values) {
    return new ProfileUpdate(
        kind,
        new ProfileRow(
            user,
            version,
            values,
            null,
            Double.NaN,
            List.of(),
            List.of(),
            version.asOf() + 1_000,
            "0123456789abcdef",
            Map.of(),
            ProfileRow.COMPLETE,
            Map.of(),
            null));
  }
}
