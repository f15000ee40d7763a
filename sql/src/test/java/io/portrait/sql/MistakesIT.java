package io.portrait.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.portrait.sql.run.SqlException;
import io.portrait.sql.run.SqlSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of wrong statements: one line each. */
class MistakesIT {

  @RegisterExtension static final RunningShop SHOP = new RunningShop();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SELECT spned_30d FROM profiles | 1:8: Column 'spned_30d' not found in any table (did you mean 'spend_30d'?)
          SELECT p.sgment FROM profiles AS p | 1:10: Column 'sgment' not found in table 'p' (did you mean 'segment'?)
          SELECT 1; SELECT * FROM profile | 1:25: Object 'profile' not found (did you mean 'profiles'?)
          SELECT * FORM profiles | 1:15: unexpected 'profiles' after 'FORM' (did you mean 'FROM'?)
          SELECT user_id FROM profiles WHERE | 1:34: the statement ends too early
          SELECT CONCTA(user_id, status) FROM profiles | 1:8: No match found for function signature CONCTA(<CHARACTER>, <CHARACTER>) (did you mean 'CONCAT'?)
          SELECT user_id, COUNT(*) FROM profiles | 1:8: Expression 'user_id' is not being grouped
          SELECT name FROM models | 1:18: unexpected 'models' (a name that is a word of SQL too is written `models`)
          SELECT 'a | 1:8: unexpected '\\''
          DROP TABLE feature_log | 1:1: feature_log: catalog portrait is read-only; say CREATE TEMPORARY, or use another catalog
          CREATE TABLE mine AS SELECT * FROM labels | 1:1: mine: catalog portrait is read-only; say CREATE TEMPORARY, or use another catalog
          INSERT INTO labels SELECT * FROM labels | 1:1: table labels is read-only: Portrait's job writes it; insert into a table of yours (CREATE TEMPORARY TABLE ...)
          SELECT * FROM `feature_log$snapshot` | 1:1: Illegal table name:feature_log$snapshot
          SELECT CAST('x' AS BIGINT) FROM profiles | 1:1: For input string: 'x'. Invalid character found.
          """)
  void aMistakeIsToldInOneLine(String script, String expected) {
    try (SqlSession session = SHOP.session()) {
      Throwable thrown = catchThrowable(() -> RunningShop.results(session, script));

      assertThat(thrown).isInstanceOf(SqlException.class).hasMessage("script.sql:" + expected);
    }
  }

  @Test
  void aSecondStatementSaysWhereItIs() {
    try (SqlSession session = SHOP.session()) {
      Throwable thrown =
          catchThrowable(
              () ->
                  RunningShop.results(
                      session,
                      "-- first\nSHOW TABLES;\n\n  SELECT user_id,\n    nme FROM profiles;"));

      assertThat(thrown).hasMessage("script.sql:5:5: Column 'nme' not found in any table");
    }
  }

  @Test
  void aCatalogOfNoWarehouseIsRefused(@TempDir Path folder) {
    try (SqlSession session = SHOP.session()) {
      assertThat(
              catchThrowable(
                  () ->
                      RunningShop.results(
                          session, "CREATE CATALOG c WITH ('type' = 'portrait', 'project' = 'p')")))
          .hasMessage("script.sql:1:1: 'warehouse' is missing: a folder, or a REST catalog");
      assertThat(
              catchThrowable(
                  () ->
                      RunningShop.results(
                          session,
                          "CREATE CATALOG c WITH ('type' = 'portrait', 'project' = 'p', 'warehouse'"
                              + " = '"
                              + folder
                              + "', 'redis-password' = 'open-sesame')")))
          .hasMessageContaining("'password' holds a secret")
          .hasMessageNotContaining("open-sesame");
    }
  }
}
