package io.portrait.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.sql.run.SqlSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is there without a word of DDL. */
class CatalogIT {

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
  void theTablesTheLiveProfilesAndTheViewsAreThere() {
    assertThat(rows("SHOW TABLES").stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrder(
            "churn_alerts",
            "erasures",
            "feature_log",
            "feature_log_latest",
            "labels",
            "models",
            "observations",
            "profiles",
            "profiles_live",
            "rejected_events",
            "segment_changes",
            "user_segments");
    assertThat(rows("SHOW VIEWS").stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrder("feature_log_latest", "observations", "user_segments");
  }

  @Test
  void noSecretStandsInWhatIsShown() {
    assertThat(rows("SHOW CREATE TABLE profiles_live").get(0).get(0))
        .contains("'connector' = 'portrait-redis'", "'project' = 'shop'", "redis://127.0.0.1:")
        .doesNotContain("password");
  }

  @Test
  void ofSeveralRowsOfATickTheNewestKnownCounts() {
    assertThat(rows("SELECT COUNT(*) FROM feature_log")).containsExactly(List.of("213"));
    assertThat(rows("SELECT COUNT(*) FROM observations")).containsExactly(List.of("212"));
    assertThat(
            rows(
                "SELECT segment, generation FROM observations WHERE user_id = 'c' ORDER BY as_of"
                    + " DESC LIMIT 1"))
        .containsExactly(List.of("1", "1"));
  }

  @Test
  void theLatestRowOfEverybodyIsAView() {
    assertThat(
            rows(
                "SELECT user_id, segment, generation FROM feature_log_latest WHERE as_of ="
                    + " TIMESTAMP '2026-04-08 00:00:00' ORDER BY user_id"))
        .hasSize(8)
        .contains(List.of("c", "1", "1"), List.of("f", "0", "0"));
  }

  @Test
  void whoIsInWhichSegmentSinceWhenIsAView() {
    assertThat(rows("SELECT user_id, segment, since FROM user_segments ORDER BY user_id"))
        .hasSize(8)
        .contains(List.of("f", "0", "2026-04-02 00:00:00.000000"), List.of("a", "0", "<NULL>"));
  }

  @Test
  void aProbabilityIsComparedWithADecimal() {
    // Iceberg by itself refuses to: to SQL 0.6 is no double.
    assertThat(
            rows(
                "SELECT COUNT(*) FROM feature_log WHERE churn_probability > 0.6 AND"
                    + " churn_probability <= 0.9 AND views_7d > 2.5"))
        .containsExactly(List.of(String.valueOf(naiveCount())));
  }

  private static long naiveCount() {
    long count = 0;
    for (int tick = 1; tick <= KnownShop.LATEST; tick++) {
      for (KnownUser user : KnownShop.USERS) {
        boolean likely = user.churn() > 0.6 && user.churn() <= 0.9;
        // c has two rows at the latest tick, of no views either time.
        count +=
            user.known(tick) && likely && user.views() * user.daysActive(tick, 7) > 2.5 ? 1 : 0;
      }
    }
    return count;
  }

  private List<List<String>> rows(String script) {
    return RunningShop.rows(session, script);
  }
}
