package io.portrait.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileViewTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final ProfileSchema SCHEMA =
      new ProfileSchema(
          List.of(
              new Column("views_24h", ColumnType.LONG, "events"),
              new Column("views_30d", ColumnType.LONG, "events"),
              new Column("views", ColumnType.LONG, "events")));

  @Test
  void aPartialColumnSaysUntilWhen() {
    Values values = new Values(3);
    values.set(0, 7.0);
    values.set(1, 1_234.0);
    values.set(2, 1_234.0);
    Map<String, Long> partial =
        Map.of("views_30d", NOON.plusSeconds(86_400).toEpochMilli(), "views", 253_402_300_799_999L);

    assertThat(ProfileView.lines(profile(values, partial), List.of(), NOON.plusSeconds(3)))
        .containsExactly(
            "u-1",
            "  views_24h      7  events",
            "  views_30d  1,234  events  (partial until 2026-11-21 12:00:00 UTC)",
            "  views      1,234  events  (partial)",
            "  as of 2026-11-20 12:00:00 UTC (3 s ago), 9 events, generation 0, complete");
  }

  private static StoredProfile profile(Values values, Map<String, Long> partial) {
    return new StoredProfile(
        new ProfileRow(
            "u-1",
            new RowVersion(0, 9, NOON.toEpochMilli()),
            values,
            null,
            Double.NaN,
            List.of(),
            List.of(),
            NOON.toEpochMilli(),
            "0123456789abcdef",
            Map.of(),
            ProfileRow.COMPLETE,
            partial,
            null),
        SCHEMA);
  }
}
