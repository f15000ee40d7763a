package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.fuzz.Spoilt;
import io.portrait.fuzz.Tally;
import io.portrait.yaml.Problem;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * However a file is spoilt, it is loaded or refused with places that exist, each problem in one
 * line; nothing else is thrown.
 */
class DefinitionFuzzTest {

  private static final Tally LOADED = new Tally("definition loader");

  private static final String SMALL =
      """
      project: shop
      events: {max_future: 5m, fields: {user_id: /uid, time: /at}, erase: forget}
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, {size: 30d, hop: 1h}]}
        - {name: basket, aggregate: mean, of: amount, windows: [7d], where: "quantity > 1"}
        - {name: order_p90, aggregate: quantile, of: amount, at: 0.9, windows: [30d]}
        - {name: categories, aggregate: top, of: category, keep: 5, windows: [7d]}
        - {name: days_active, aggregate: days_active, zone: Europe/Berlin, windows: [30d]}
      derived: [{name: share, value: "views_1h / views_30d"}]
      tags: [{name: loyal, when: "views_30d >= 5 && 'shoes' in categories_7d"}]
      embedding: {model: all-minilm-l6-v2, of: text, half_life: 14d, weights: {purchase: 3}}
      observations: {every: 1d, active_within: 60d}
      segments: {count: 8, features: [views_30d, share], decay: 0.99}
      churn: {activity: [view], horizon: 30d, features: [views_30d], alert: {above: 0.6}}
      online: {ttl: 90d, emit_at_most_every: 1s, encoding: hash}
      views: {homepage: [views_1h, segment]}
      erasure: {tombstone: 730d, history: 7d}
      retention: 730d
      """;

  private static final List<String> PIECES =
      List.of(
          ":",
          "- ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\"",
          "'",
          "#",
          "\n",
          "  ",
          "&a ",
          "*a",
          "!x ",
          "!!java.net.URL ",
          "|\n",
          ">\n",
          "null",
          "~",
          "7",
          "-1",
          "1e309",
          ".nan",
          "0x7",
          "true",
          "?",
          "%",
          "%YAML 9.9\n",
          "---\n",
          "...\n",
          "\t",
          "😀",
          "\u0000",
          "\u0085",
          "\u2028",
          "name",
          "count",
          "7d",
          "0s",
          "99999999999d",
          "views",
          "<<: ",
          "<<: *a\n",
          "windows",
          "features:\n",
          "project: x\n",
          "where: \"",
          "1 / 0",
          "views_1h[",
          "(((",
          ")",
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "tags: [{name: t, when: true}]\n",
          "  - {name: more, aggregate: last, of: category}\n",
          "share",
          "matches(",
          "'(a+)+$'");

  @Provide
  Arbitrary<String> files() throws IOException {
    return Spoilt.texts(List.of(SMALL, DefinitionSchemaTest.resource("shop.yaml")), PIECES);
  }

  @Property
  void aSpoiltFileIsLoadedOrRefused(@ForAll("files") String text) {
    try {
      assertThat(DefinitionFile.parse(text, "f").features()).isNotEmpty();
      LOADED.count("loaded");
    } catch (DefinitionException e) {
      // As editors count lines: a file of none has a first one all the same.
      long lines = Math.max(1, text.split("\r\n|\r|\n|\u0085|\u2028|\u2029", -1).length);
      assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> assertPlace(problem, lines));
      LOADED.count(e.problems().size() == 1 ? "with one problem" : "with several problems");
    }
  }

  private static void assertPlace(Problem problem, long lines) {
    assertThat(problem.message()).isNotBlank().doesNotContain("\n");
    if (!problem.message().equals("is empty")) { // which is so of the file as a whole
      assertThat((long) problem.line()).isBetween(1L, lines);
      assertThat(problem.column()).isPositive();
    }
  }

  @AfterContainer
  static void report() {
    LOADED.print();
    assertThat(LOADED.of("loaded")).as("%s", LOADED).isPositive();
    assertThat(LOADED.of("with several problems")).as("%s", LOADED).isPositive();
  }
}
