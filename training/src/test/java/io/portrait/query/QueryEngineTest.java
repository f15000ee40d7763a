package io.portrait.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the rest may rely on. */
class QueryEngineTest {

  @TempDir Path folder;
  private QueryEngine engine;

  @BeforeEach
  void open() {
    engine = QueryEngine.open(folder, 128L << 20);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  @Timeout(60)
  void cancellingEndsWhatRunsAndWhatWouldFollow() {
    CompletableFuture<Void> endless =
        CompletableFuture.runAsync(
            () -> engine.execute("SELECT count(*) FROM range(1000000000000)"));
    while (engine.percentDone() < 0 && !endless.isDone()) {
      Thread.onSpinWait();
    }

    engine.cancel();

    assertThatThrownBy(endless::join).hasCauseInstanceOf(QueryException.class);
    assertThatThrownBy(() -> engine.execute("SELECT 1")).hasMessage("cancelled");
  }

  @Test
  void nothingIsFetchedAndTimesAreUtc() {
    assertThatThrownBy(() -> engine.execute("SELECT * FROM 'https://localhost:1/a.parquet'"))
        .isInstanceOf(QueryException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    assertThat(engine.text("SELECT (TIMESTAMPTZ '2026-01-01 12:00:00+02')::VARCHAR"))
        .isEqualTo("2026-01-01 10:00:00+00");
    assertThat(
            engine.rows(
                "SELECT extension_name FROM duckdb_extensions() WHERE loaded AND install_mode <>"
                    + " 'STATICALLY_LINKED'"))
        .isEmpty();
  }

  /** DuckDB 1.3.2 drops them without the setting: duckdb#21514. */
  @Test
  void anEmptyRightSideLeavesTheLeft() {
    assertThat(
            engine.rows(
                "SELECT l.a, r.b FROM (SELECT 1 AS a) l ASOF LEFT JOIN (SELECT 1 AS b WHERE false) r"
                    + " ON l.a >= r.b"))
        .isEqualTo(List.of(java.util.Arrays.asList(1, null)));
  }

  @Test
  void rowsCanBeWrittenWhileOthersAreRead() {
    engine.execute("CREATE TABLE doubled (a BIGINT)");
    try (RowWriter rows = engine.writer("doubled")) {
      engine.forEach(
          "SELECT range FROM range(100000)", row -> rows.begin().add(2 * row.getLong(1)).end());
    }
    assertThat(engine.number("SELECT sum(a) FROM doubled")).isEqualTo(9_999_900_000L);
  }

  @Test
  void theSameRowsAreTheSameBytesHoweverManyThreadsThereAre() throws Exception {
    engine.execute(
        "CREATE TABLE t AS SELECT hash(range)::VARCHAR AS a, random() < 2 AS b FROM range(300000)");
    java.util.Map<String, String> columns = java.util.Map.of("a", "VARCHAR");
    for (int threads : new int[] {1, 2, 3}) {
      engine.execute("SET threads = " + threads);
      OutputFormat.PARQUET.write(engine, "t", columns, folder.resolve(threads + ".parquet"));
    }
    assertThat(folder.resolve("2.parquet")).hasSameBinaryContentAs(folder.resolve("1.parquet"));
    assertThat(folder.resolve("3.parquet")).hasSameBinaryContentAs(folder.resolve("1.parquet"));
  }
}
