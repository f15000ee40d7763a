package io.portrait.sql.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {

  @Test
  void aSemicolonEndsAStatementUnlessItIsText() {
    assertThat(texts("SELECT ';', `a;b` -- no; end\n, 'it''s;' /* nor; here */ FROM t; SELECT 2"))
        .containsExactly(
            "SELECT ';', `a;b` -- no; end\n, 'it''s;' /* nor; here */ FROM t", "SELECT 2");
  }

  @Test
  void nothingIsNoStatement() {
    assertThat(texts(" ;; -- only a comment\n; /* and; another */ ;")).isEmpty();
  }

  @Test
  void aStatementSetIsOneStatement() {
    assertThat(
            texts(
                "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;"
                    + " SELECT 3"))
        .containsExactly(
            "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END",
            "SELECT 3");
  }

  @Test
  void aTextWithoutAnEndReachesToTheEndOfTheScript() {
    assertThat(texts("SELECT 'a; SELECT 2")).containsExactly("SELECT 'a; SELECT 2");
  }

  @Test
  void aStatementKnowsWhereItStarts() {
    List<Statement> statements = Script.statements("-- title\n\nSELECT 1;\n  SELECT\n 2", "f.sql");

    assertThat(statements)
        .containsExactly(
            new Statement("SELECT 1", "f.sql", 3, 1), new Statement("SELECT\n 2", "f.sql", 4, 3));
    assertThat(statements.get(1).place(1, 4)).isEqualTo("f.sql:4:6");
    assertThat(statements.get(1).place(2, 2)).isEqualTo("f.sql:5:2");
  }

  private static List<String> texts(String script) {
    return Script.statements(script, "").stream().map(Statement::text).toList();
  }
}
