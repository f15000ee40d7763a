package io.portrait.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.sql.run.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What every script says of {@link KnownShop}; the numbers were reckoned by hand. */
class ScriptsIT {

  @RegisterExtension static final RunningShop SHOP = new RunningShop();

  private SqlSession session;

  @BeforeEach
  void open() {
    session = SHOP.session();
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void segmentsSayHowLargeTheyAreAndWhatIsTypical() throws Exception {
    assertThat(run("01"))
        .containsExactly(
            line("0 4 50.0 80.0 1.33 1.5 1.71 137.5 1.8 21.75 1.44"),
            line("1 4 50.0 40.25 0.67 0.25 0.29 15.0 0.2 8.5 0.56"));
  }

  @Test
  void whoSpendsMuchAndMayLeaveComesFirst() throws Exception {
    assertThat(run("02"))
        .containsExactly(
            List.of("a", "0", "400.0", "0.9", "360.0", "no event for -2 days: +0.20"),
            List.of("d", "0", "100.0", "0.6", "60.0", "no event for -2 days: +0.20"));
  }

  @Test
  void cohortsSayWhoStays() throws Exception {
    assertThat(run("03"))
        .containsExactly(
            line("2026-03-02 3 100.0 66.7 33.3 <NULL>"),
            line("2026-03-09 2 50.0 50.0 <NULL> <NULL>"),
            line("2026-03-16 2 100.0 <NULL> <NULL> <NULL>"),
            line("2026-03-30 1 <NULL> <NULL> <NULL> <NULL>"));
  }

  @Test
  void funnelsSayWhereUsersAreLost() throws Exception {
    assertThat(run("04"))
        .containsExactly(line("0 4 4 100.0 3 75.0 2 66.7"), line("1 4 0 0.0 0 <NULL> 0 <NULL>"));
  }

  @Test
  void trendsAreByDayAndByWeekday() throws Exception {
    List<List<List<String>>> results = RunningShop.results(session, RunningShop.script("05"));

    assertThat(results).hasSize(2);
    assertThat(results.get(0))
        .hasSize(37)
        .startsWith(line("2026-03-02 1 1 1 1 <NULL>"), line("2026-03-03 2 2 1 3 <NULL>"))
        .contains(line("2026-03-10 5 5 1 15 150.0"), line("2026-04-04 8 4 1 19 0.0"))
        .endsWith(line("2026-04-07 8 4 0 19 0.0"));
    assertThat(results.get(1)).containsExactlyElementsOf(naiveWeekdays());
  }

  @Test
  void aSegmentOfLastWeekStandsBesideTodays() throws Exception {
    List<List<List<String>>> results = RunningShop.results(session, RunningShop.script("06"));

    assertThat(results.get(0))
        .containsExactly(line("<NULL> 0 1"), line("0 0 2"), line("1 0 1"), line("1 1 4"));
    assertThat(results.get(1)).isNotEmpty().allSatisfy(row -> assertThat(row).hasSize(3));
  }

  @Test
  void anOlderSnapshotIsReadByAHint() {
    String snapshots = "SELECT snapshot_id FROM `feature_log$snapshots` ORDER BY committed_at";
    String first = RunningShop.rows(session, snapshots).get(0).get(0);

    assertThat(
            RunningShop.rows(
                session,
                "SELECT COUNT(*), CAST(s.summary['total-records'] AS BIGINT) FROM feature_log"
                    + " /*+ OPTIONS('snapshot-id' = '"
                    + first
                    + "') */, `feature_log$snapshots` AS s WHERE s.snapshot_id = "
                    + first
                    + " GROUP BY s.summary['total-records']"))
        .singleElement()
        .satisfies(row -> assertThat(row.get(0)).isEqualTo(row.get(1)));
  }

  @Test
  void eventsAreJoinedToWhatIsKnownOfTheirUsers(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("events.csv"),
        "a,view,sku-1,null\nnobody,view,sku-2,null\nf,purchase,sku-3,19.9\n");
    String incoming =
        "CREATE TEMPORARY TABLE incoming (user_id STRING, `type` STRING, item_id STRING, amount"
            + " DOUBLE, now AS PROCTIME()) WITH ('connector' = 'filesystem', 'path' = '"
            + folder.toUri()
            + "', 'format' = 'csv', 'csv.null-literal' = 'null');\n";

    assertThat(RunningShop.rows(session, incoming + RunningShop.script("07")))
        .containsExactlyInAnyOrder(
            line("a view sku-1 <NULL> 0 0.9 [known]"),
            line("nobody view sku-2 <NULL> <NULL> <NULL> <NULL>"),
            line("f purchase sku-3 19.9 0 0.1 [known]"));
  }

  @Test
  void audiencesAreExportedAsCsvAndAsParquet(@TempDir Path folder) throws Exception {
    String script =
        RunningShop.script("08")
            .replace("'audience-csv'", "'" + folder.resolve("csv").toUri() + "'")
            .replace("'audience-parquet'", "'" + folder.resolve("parquet").toUri() + "'");
    RunningShop.results(session, script);
    // Once more replaces it.
    RunningShop.results(session, script);

    assertThat(Files.readAllLines(onlyFile(folder.resolve("csv"))))
        .containsExactly("a,0,0.9,400.0", "c,1,0.7,30.0", "g,1,0.65,20.0", "b,1,0.95,10.0");
    assertThat(parquet(onlyFile(folder.resolve("parquet"))))
        .containsExactly("a 0 0.9 400.0", "c 1 0.7 30.0", "g 1 0.65 20.0", "b 1 0.95 10.0");
  }

  @Test
  void theViewsOfAScriptGiveWayToOthers() throws Exception {
    String other =
        "CREATE TEMPORARY VIEW funnel AS SELECT 'x' AS user_id, CAST(9 AS BIGINT) AS segment, TRUE"
            + " AS first_step, TRUE AS second_step, FALSE AS third_step;\n";
    String ofOtherColumns = RunningShop.script("04").replace("views_7d", "no_such_column");

    assertThat(RunningShop.rows(session, other + ofOtherColumns))
        .containsExactly(line("9 1 1 100.0 1 100.0 0 0.0"));
  }

  private List<List<String>> run(String number) throws IOException {
    return RunningShop.rows(session, RunningShop.script(number));
  }

  private static List<String> line(String cells) {
    return Arrays.asList(cells.split(" "));
  }

  /** Means of a day by weekday, the slow way. */
  private static List<List<String>> naiveWeekdays() {
    Map<DayOfWeek, List<int[]>> days = new HashMap<>();
    for (int tick = 2; tick <= KnownShop.LATEST; tick++) {
      LocalDate day = LocalDate.ofInstant(KnownShop.START, ZoneOffset.UTC).plusDays(tick - 1);
      int[] counts = new int[3];
      for (KnownUser user : KnownShop.USERS) {
        if (user.known(tick)) {
          counts[0] += user.daysActive(tick, 1);
          counts[1] += user.first() == tick - 1 ? 1 : 0;
          counts[2] += user.views() * user.daysActive(tick, 1);
        }
      }
      days.computeIfAbsent(day.getDayOfWeek(), each -> new ArrayList<>()).add(counts);
    }
    return Arrays.stream(DayOfWeek.values())
        .map(
            weekday -> {
              List<int[]> of = days.getOrDefault(weekday, List.of());
              List<String> row = new ArrayList<>();
              row.add(
                  weekday.name().charAt(0)
                      + weekday.name().substring(1, 3).toLowerCase(Locale.ROOT));
              row.add(String.valueOf(of.size()));
              for (int i = 0; i < 3; i++) {
                int place = i;
                double mean = of.stream().mapToInt(counts -> counts[place]).average().orElseThrow();
                row.add(String.valueOf(Math.round(mean * 10) / 10.0));
              }
              return row;
            })
        .toList();
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  private static List<String> parquet(Path file) throws IOException {
    Schema columns =
        new Schema(
            Types.NestedField.optional(0, "user_id", Types.StringType.get()),
            Types.NestedField.optional(1, "segment", Types.LongType.get()),
            Types.NestedField.optional(2, "churn_probability", Types.DoubleType.get()),
            Types.NestedField.optional(3, "money", Types.DoubleType.get()));
    try (CloseableIterable<Record> rows =
        Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
            .project(columns)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(columns, type))
            .build()) {
      List<String> lines = new ArrayList<>();
      for (Record row : rows) {
        lines.add(
            columns.columns().stream()
                .map(column -> String.valueOf(row.getField(column.name())))
                .collect(Collectors.joining(" ")));
      }
      return lines;
    }
  }
}
