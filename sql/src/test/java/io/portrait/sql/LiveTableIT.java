package io.portrait.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.sql.run.SqlException;
import io.portrait.sql.run.SqlSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** The profiles in a real Redis as a table. */
class LiveTableIT {

  @RegisterExtension static final RunningShop SHOP = new RunningShop();

  private static final Pattern READS = Pattern.compile("cmdstat_mget:calls=(\\d+)");
  private static final Pattern SCANS = Pattern.compile("cmdstat_scan:calls=(\\d+)");

  private SqlSession session;
  private long readsBefore;
  private long scansBefore;

  @BeforeEach
  void open() {
    session = SHOP.session();
    readsBefore = total(READS);
    scansBefore = total(SCANS);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void everyProfileIsThereAsItIsInTheTable() {
    String columns =
        "user_id, as_of, known_at, generation, events, definitions, status, views_30d, spend_30d,"
            + " last_search, segment, churn_probability, churn_reasons, tags, `models`,"
            + " partial_until, embedding";

    List<List<String>> live = rows("SELECT " + columns + " FROM profiles_live");

    assertThat(live).hasSize(8);
    assertThat(live)
        .containsExactlyInAnyOrderElementsOf(rows("SELECT " + columns + " FROM profiles"));
  }

  @Test
  void onlyTheUsersWhoAreNamedAreAskedFor() {
    assertThat(
            rows(
                "SELECT user_id, segment FROM profiles_live WHERE user_id IN ('b', 'nobody', 'f')"))
        .containsExactlyInAnyOrder(List.of("b", "1"), List.of("f", "0"));

    assertThat(reads()).isPositive();
    assertThat(scans()).isZero();
  }

  @Test
  void whoIsNamedByTwoConditionsMustMeetBoth() {
    assertThat(
            rows(
                "SELECT user_id FROM profiles_live WHERE user_id IN ('a', 'b') AND user_id IN ('b',"
                    + " 'c') AND segment = 1"))
        .containsExactly(List.of("b"));
  }

  @Test
  void aScanEndsWithTheRowsAskedFor() {
    assertThat(rows("SELECT user_id FROM profiles_live LIMIT 3")).hasSize(3);
  }

  @Test
  void withoutACacheEachEventAsksRedis(@TempDir Path folder) throws Exception {
    assertThat(lookUp(folder, 20, "")).hasSize(20).allMatch(row -> row.get(1).equals("0"));

    assertThat(reads()).isEqualTo(20);
  }

  @Test
  void withACacheTheSecondEventOfAUserDoesNot(@TempDir Path folder) throws Exception {
    String cache =
        "/*+ OPTIONS('lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '100',"
            + " 'lookup.partial-cache.expire-after-write' = '10 min') */";

    assertThat(lookUp(folder, 20, cache)).hasSize(20).allMatch(row -> row.get(1).equals("0"));

    // The cache lies in front of the operator's queue: what was under way together asked together.
    assertThat(reads()).isLessThan(20);
  }

  @Test
  void aConditionOnAnotherColumnIsMetByTheLookUpToo(@TempDir Path folder) throws Exception {
    events(folder, List.of("a", "b", "nobody"));

    assertThat(
            rows(
                "SELECT e.user_id, p.churn_probability FROM incoming AS e LEFT JOIN profiles_live"
                    + " FOR SYSTEM_TIME AS OF e.now AS p ON e.user_id = p.user_id AND p.segment ="
                    + " 1"))
        .containsExactlyInAnyOrder(
            List.of("a", "<NULL>"), List.of("b", "0.95"), List.of("nobody", "<NULL>"));
  }

  @Test
  void profilesAreLookedUpByUserOnly(@TempDir Path folder) throws Exception {
    events(folder, List.of("a"));

    assertThatThrownBy(
            () ->
                rows(
                    "SELECT * FROM incoming AS e JOIN profiles_live FOR SYSTEM_TIME AS OF e.now AS"
                        + " p ON e.user_id = p.status"))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("live profiles are looked up by user_id");
  }

  @Test
  void aColumnOfAnotherTypeIsRefusedInOneLine() {
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMPORARY TABLE mine (user_id STRING, views_7d STRING) "
                        + with("")
                        + "; SELECT * FROM mine"))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("column views_7d of profiles is BIGINT, not STRING")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aColumnThatNoProfileHasIsNull() {
    assertThat(
            rows(
                "CREATE TEMPORARY TABLE mine (user_id STRING, gone_7d BIGINT, segment BIGINT) "
                    + with("")
                    + "; SELECT * FROM mine WHERE user_id = 'b'"))
        .containsExactly(List.of("b", "<NULL>", "1"));
  }

  @Test
  void aPasswordThatIsWrittenOutIsRefusedAndNotRepeated() {
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMPORARY TABLE mine (user_id STRING) "
                        + with(", 'password' = 'open-sesame'")
                        + "; SELECT * FROM mine"))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("'password' holds a secret: write ${env:NAME} or ${file:PATH}")
        .hasMessageNotContaining("open-sesame");
  }

  @Test
  void redisThatIsNotThereIsToldInOneLine() {
    assertThatThrownBy(
            () ->
                rows(
                    "CREATE TEMPORARY TABLE mine (user_id STRING) WITH ('connector' ="
                        + " 'portrait-redis', 'url' = 'redis://127.0.0.1:1', 'project' = 'shop');"
                        + " SELECT * FROM mine"))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("Redis at 127.0.0.1:1")
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("Exception");
  }

  /** Looks a up so many times, one after the other. */
  private List<List<String>> lookUp(Path folder, int times, String hint) throws Exception {
    events(folder, IntStream.range(0, times).mapToObj(i -> "a").toList());
    return rows(
        "SET 'table.exec.async-lookup.buffer-capacity' = '1'; SELECT e.user_id, p.segment FROM"
            + " incoming AS e LEFT JOIN profiles_live "
            + hint
            + " FOR SYSTEM_TIME AS OF e.now AS p ON e.user_id = p.user_id");
  }

  private void events(Path folder, List<String> users) throws Exception {
    Files.writeString(
        folder.resolve("events.csv"), users.stream().collect(Collectors.joining("\n")));
    RunningShop.results(
        session,
        "CREATE TEMPORARY TABLE incoming (user_id STRING, now AS PROCTIME()) WITH ('connector' ="
            + " 'filesystem', 'path' = '"
            + folder.toUri()
            + "', 'format' = 'csv')");
  }

  private static String with(String more) {
    return "WITH ('connector' = 'portrait-redis', 'project' = 'shop', 'url' = '"
        + SHOP.redis().address().uri()
        + "'"
        + more
        + ")";
  }

  private List<List<String>> rows(String script) {
    return RunningShop.rows(session, script);
  }

  private long reads() {
    return total(READS) - readsBefore;
  }

  private long scans() {
    return total(SCANS) - scansBefore;
  }

  private static long total(Pattern command) {
    try (RedisClient client = SHOP.redis().client()) {
      Matcher matcher = command.matcher(client.info("commandstats"));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
  }
}
