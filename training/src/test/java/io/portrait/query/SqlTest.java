package io.portrait.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what the engine reads. */
class SqlTest {

  @TempDir Path folder;

  private QueryEngine engine() {
    return QueryEngine.open(folder, 128L << 20);
  }

  @Test
  void everyWordThatNeedsQuotesGetsThem() {
    Set<String> reserved = new TreeSet<>();
    try (QueryEngine engine = engine()) {
      engine.forEach(
          "SELECT keyword_name FROM duckdb_keywords()"
              + " WHERE keyword_category IN ('reserved', 'type_function')",
          row -> reserved.add(row.getString(1)));
    }
    assertThat(Sql.RESERVED).containsExactlyInAnyOrderElementsOf(reserved);
    assertThat(Sql.name("order")).isEqualTo("\"order\"");
    assertThat(Sql.name("views_7d")).isEqualTo("views_7d");
    assertThat(Sql.name("a\"b")).isEqualTo("\"a\"\"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00Z",
        "2026-10-20T10:20:00Z",
        "2026-10-20T10:20:30.100Z",
        "2026-10-20T10:20:30.000001Z",
        "1969-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z"
      })
  void aTimeIsReadAsItIs(String time) {
    Instant instant = Instant.parse(time);
    try (QueryEngine engine = engine()) {
      long micros = engine.number("SELECT epoch_us(" + Sql.time(instant) + ")");
      assertThat(
              Instant.EPOCH
                  .plusNanos(0)
                  .plus(
                      Duration.ofSeconds(
                          Math.floorDiv(micros, 1_000_000L),
                          Math.floorMod(micros, 1_000_000L) * 1_000)))
          .isEqualTo(instant);
    }
  }

  @Test
  void aTextIsReadAsItIs() {
    try (QueryEngine engine = engine()) {
      String text = "it's; -- 'x' \\n \" %s";
      assertThat(engine.text("SELECT " + Sql.text(text))).isEqualTo(text);
    }
  }

  @Test
  void lengthsAreReadAsTheyAre() {
    try (QueryEngine engine = engine()) {
      for (long millis : new long[] {1, 86_399_999, 86_400_000, 30L * 86_400_000, 3_600_000}) {
        String sql =
            "SELECT epoch_ms(TIMESTAMPTZ '2026-01-31 00:00:00+00' + "
                + Sql.interval(Duration.ofMillis(millis))
                + ") - epoch_ms(TIMESTAMPTZ '2026-01-31 00:00:00+00')";
        assertThat(engine.number(sql)).isEqualTo(millis);
      }
    }
  }
}
