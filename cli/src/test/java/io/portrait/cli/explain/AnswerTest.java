package io.portrait.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.aggregate.ColdIds;
import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import io.portrait.job.window.SavedUsers.SavedUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people and programs get to see of a value. */
class AnswerTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static final Definition SHOP =
      DefinitionFile.parse(
          """
          project: shop
          features:
            - {name: views, types: [view], aggregate: count, windows: [24h]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h], where: "quantity > 1"}
            - {name: last_category, aggregate: last, of: category}
            - {name: seen, aggregate: count}
          derived: [{name: spend_a_view, value: "spend_24h / views_24h"}]
          tags: [{name: looker, when: "views_24h >= 3 && last_category != 'seen'"}]
          """,
          "shop.yaml");

  private static final Source SOURCE =
      new Source(false, 7, "data/chk-7", NOON.plusSeconds(7_200).toEpochMilli());

  @Test
  void tilesAreLinesWithBarsThatAddUp() {
    assertThat(lines("views_24h", true))
        .containsExactly(
            "u-1  views_24h = 7 events",
            "  number of view events, over 24h in steps of 10 min",
            "  as of    2026-11-20 14:00:00 UTC, from the checkpoint of 12 s ago",
            "  read     data/chk-7",
            "  covers   2026-11-19 14:00:00 UTC until then",
            "",
            "  2026-11-20 12:00 - 12:10  4  ████████",
            "  2026-11-20 13:00 - 13:10  1  ██",
            "  2026-11-20 13:50 - 14:00  2  ████",
            "  = 3 tiles, 7 events; late events are in the tiles of their own time");
  }

  @Test
  void olderTilesShareALine() {
    Answer answer = answer("views_24h");

    assertThat(
            new TileTable(answer.column(), Aggregate.COUNT, 40)
                .lines(answer.tiles().orElseThrow().tiles(), 1))
        .containsExactly("  2 older tiles (--all)     5", "  2026-11-20 13:50 - 14:00  2");
  }

  @Test
  void aSumTellsHowManyEventsItHas() {
    assertThat(lines("spend_24h", false))
        .contains(
            "  sum of amount of purchase events where quantity > 1, over 24h in steps of 10 min",
            "  2026-11-20 14:00 - 14:10  19.9 of 1 event",
            "  = 1 tile, 1 event; late events are in the tiles of their own time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "last_category | u-1  last_category = shoes        | = the latest event; those before it are not kept",
        "seen          | u-1  seen = 8 events              | = one total, 8 events",
        "tenure_days   | u-1  tenure_days = 0.083333333 days | first    2026-11-20 12:00:00 UTC",
        "spend_a_view  | u-1  spend_a_view = 2.8428571     | views_24h  7 events",
        "looker        | u-1  looker: the tag applies      | last_category  shoes"
      })
  void everyKindOfColumnHasItsExplanation(String column, String first, String alsoSays) {
    List<String> lines = lines(column, false);

    assertThat(lines.get(0)).isEqualTo(first);
    assertThat(lines).anyMatch(line -> line.strip().equals(alsoSays));
  }

  @Test
  void jsonHasEverything() throws Exception {
    JsonNode json = new ObjectMapper().readTree(AnswerJson.line(answer("views_24h"), SOURCE));

    assertThat(json.get("value").longValue()).isEqualTo(7);
    assertThat(json.get("window").get("hop_ms").longValue()).isEqualTo(600_000);
    assertThat(json.get("tiles")).hasSize(3);
    assertThat(json.get("tiles").get(0).get("value").longValue()).isEqualTo(4);
    assertThat(json.get("tiles").get(0).get("from").longValue()).isEqualTo(NOON.toEpochMilli());
    assertThat(json.get("read").get("place").textValue()).isEqualTo("data/chk-7");
  }

  private static List<String> lines(String column, boolean all) {
    Instant now = Instant.ofEpochMilli(SOURCE.savedMillis()).plusSeconds(12);
    return AnswerView.lines(answer(column), SOURCE, now, 40, all);
  }

  private static Answer answer(String column) {
    UserState user = FeaturePlan.of(SHOP).newUser();
    for (long minutes : new long[] {0, 0, 60, 115, 115, 1, 9}) {
      add(user, "view", minutes, 0);
    }
    add(user, "purchase", 120, 19.90);
    return Answer.of(SHOP, "u-1", new SavedUser(user.encode(), Long.MIN_VALUE), column);
  }

  private static void add(UserState user, String type, long minutes, double amount) {
    long time = NOON.plusSeconds(minutes * 60).toEpochMilli();
    user.add(
        new Event(null, "u-1", type, time, null, "shoes", amount, 2, null, Map.of()),
        NOON.toEpochMilli(),
        new NoColdIds());
  }

  /** Events without an id need no memory of ids. */
  private static final class NoColdIds implements ColdIds {
    @Override
    public byte @Nullable [] get(long bucket) {
      return null;
    }

    @Override
    public void put(long bucket, byte[] ids) {}

    @Override
    public void remove(long bucket) {}
  }
}
