package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a small shop for tests. */
public final class Rows {

  /** A column of each type, and {@code tenure_days}. */
  public static final ProfileSchema SCHEMA =
      new ProfileSchema(
          List.of(
              new Column("views_7d", ColumnType.LONG, "events"),
              new Column("spend_30d", ColumnType.DOUBLE, "amount"),
              new Column("last_search", ColumnType.STRING, "text"),
              new Column("last_seen", ColumnType.TIMESTAMP, "ms"),
              new Column("categories_30d", ColumnType.STRING_LIST, "category"),
              new Column("tenure_days", ColumnType.DOUBLE, "days")));

  private Rows() {}

  /** A row of so many events, without an embedding. */
  public static ProfileRow row(String userId, long events) {
    return row(userId, new RowVersion(0, events, 1_000 * events), null);
  }

  public static ProfileRow row(String userId, RowVersion version, float @Nullable [] embedding) {
    Values values = new Values(SCHEMA.computed().size());
    values.set(0, (double) version.events());
    values.set(1, 59.9);
    values.set(2, "light trail running shoes");
    values.set(3, 1_795_774_530_123.0);
    values.set(4, List.of("shoes", "Überzieher"));
    values.set(5, 12.0);
    return new ProfileRow(
        userId,
        version,
        values,
        3L,
        0.25,
        List.of("recency +0.1"),
        List.of("loyal"),
        1_795_774_531_000L,
        "0123456789abcdef",
        Map.of("churn", 17L),
        ProfileRow.COMPLETE,
        Map.of("views_7d", 1_796_000_000_000L),
        embedding);
  }

  /** Bit by bit: NaN and -0.0 count as what they are, and embeddings by their coordinates. */
  public static void assertSame(ProfileRow actual, ProfileRow expected) {
    assertThat(actual.embedding()).isEqualTo(expected.embedding());
    assertThat(withoutEmbedding(actual, actual.values()))
        .isEqualTo(withoutEmbedding(expected, expected.values()));
  }

  /** The row with other values and no embedding. */
  public static ProfileRow withoutEmbedding(ProfileRow row, Values values) {
    return new ProfileRow(
        row.userId(),
        row.version(),
        values,
        row.segment(),
        row.churnProbability(),
        row.churnReasons(),
        row.tags(),
        row.writtenAt(),
        row.definitions(),
        row.models(),
        row.status(),
        row.partialUntil(),
        null);
  }
}
