package io.portrait.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.query.QueryEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a condition. */
class ConditionTest {

  private static final List<String> COLUMNS =
      List.of("user_id", "segment", "churn_probability", "tags", "last_category");

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "segment = 3 and churn_probability > 0.6          | segment,churn_probability",
        "list_contains(tags, 'loyal') or Segment in (1,2) | tags,segment",
        "profiles.last_category like 'sh%' -- a comment   | last_category",
        "len(list_filter(tags, x -> x = 'a')) > 1         | tags",
        "true) or (segment = 1                            | segment",
        "segment is null                                  | segment",
        "case when segment = 1 then true end              | segment"
      })
  void anExpressionNamesItsColumns(String text, String columns) {
    assertThat(Condition.of(engine, text, COLUMNS).columns())
        .containsExactly(columns.strip().split(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true); drop table profiles; select 1 from profiles where (true",
        "true) union select 1 from profiles where (true",
        "true) order by 1 limit (1",
        "true) group by (segment",
        "true) qualify (true",
        "segment in (select 1)",
        "exists (select * from read_text('/etc/passwd'))",
        "row_number() over () = 1",
        "segment = ?",
        "",
        "segment = ",
        "segment = 3;",
        "'unfinished",
        "/* unfinished"
      })
  void whatIsMoreOrLessThanAnExpressionIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> Condition.of(engine, text, COLUMNS))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).isNotBlank());
  }

  @Test
  void aColumnThatIsNoneOffersTheNearest() {
    assertThatThrownBy(() -> Condition.of(engine, "segmnt = 3", COLUMNS))
        .hasMessage("no column 'segmnt' (did you mean 'segment'?)");
    assertThatThrownBy(() -> Condition.of(engine, "last_category = \"shoes\"", COLUMNS))
        .hasMessage("no column 'shoes'; a text stands in single quotes");
    assertThatThrownBy(() -> Condition.of(engine, "seeds.user_id = 'a'", COLUMNS))
        .hasMessage("no column 'seeds.user_id'");
  }
}
