package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasons in the features' own units and words. */
class ReasonPhrasesTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: test
          features:
            - {name: days_since_purchase, types: [purchase], aggregate: recency}
            - {name: days_since_any, aggregate: recency}
            - {name: since, types: [purchase, refund], aggregate: recency, windows: [90d]}
            - {name: views, types: [view], aggregate: count, windows: [7d, 24h, 30m, 12h]}
            - {name: purchases, types: [purchase, search], aggregate: count}
            - {name: dear, types: [purchase], aggregate: count, windows: [30d], where: amount > 100.0}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
            - {name: order_mean, types: [purchase], aggregate: mean, of: amount, windows: [30d]}
            - {name: days, aggregate: days_active, windows: [30d, 12h]}
            - {name: view_days, types: [view], aggregate: days_active, windows: [7d]}
            - {name: all_days, aggregate: days_active}
          derived:
            - {name: conversion_7d, value: purchases / views_7d}
          """,
          "test");

  private static final ReasonPhrases PHRASES = new ReasonPhrases(DEFINITION);

  @ParameterizedTest(name = "{3}")
  @CsvSource({
    "days_since_purchase, 41.7, 0.184, no purchase for 41 days: +0.18",
    "days_since_purchase, 1.2, 0.01, no purchase for 1 day: +0.01",
    "days_since_purchase, 0.4, -0.2, last purchase less than a day ago: -0.20",
    "days_since_purchase, 0.4, 0.2, last purchase less than a day ago: +0.20",
    "days_since_purchase, 3.9, -0.1, last purchase 3 days ago: -0.10",
    "days_since_purchase, NaN, 0.3, no purchase yet: +0.30",
    "days_since_any, 12, 0.1, no event for 12 days: +0.10",
    "since_90d, NaN, 0.1, no purchase or refund in 90 days: +0.10",
    "since_90d, 5, -0.1, last purchase or refund 5 days ago: -0.10",
    "views_7d, 2, -0.054, 2 views in 7 days: -0.05",
    "views_7d, 1, -0.05, 1 view in 7 days: -0.05",
    "views_7d, 0, 0.07, no views in 7 days: +0.07",
    "views_24h, 3, 0.07, 3 views in 1 day: +0.07",
    "views_12h, 3, 0.07, 3 views in 12 hours: +0.07",
    "views_30m, 3, 0.07, 3 views in 30 minutes: +0.07",
    "purchases, 2, -0.07, 2 purchases or searches: -0.07",
    "purchases, 0, 0.07, no purchases or searches: +0.07",
    "dear_30d, 2, 0.07, dear_30d 2.00: +0.07",
    "spend_30d, 12.5, 0.04, spend_30d 12.50: +0.04",
    "spend_30d, 1234567.891, 0.04, spend_30d 1234567.89: +0.04",
    "order_mean_30d, NaN, 0.04, no order_mean_30d: +0.04",
    "days_30d, 3, -0.04, active on 3 of 30 days: -0.04",
    "days_30d, 31, -0.04, active on every day in 30 days: -0.04",
    "days_30d, 0, 0.04, not active in 30 days: +0.04",
    "days_12h, 1, 0.04, active on 1 day in 12 hours: +0.04",
    "view_days_7d, 2, -0.04, views on 2 of 7 days: -0.04",
    "view_days_7d, 0, 0.04, no views in 7 days: +0.04",
    "all_days, 12, -0.04, active on 12 days: -0.04",
    "tenure_days, 412.9, -0.04, known for 412 days: -0.04",
    "tenure_days, 0.2, 0.04, known for less than a day: +0.04",
    "conversion_7d, 0.123, 0.04, conversion_7d 0.12: +0.04",
    "conversion_7d, NaN, 0.04, no conversion_7d: +0.04",
    "gone, 3, 0.04, gone 3.00: +0.04"
  })
  void aReasonIsSaidInTheFeaturesOwnUnits(
      String column, double raw, double change, String expected) {
    assertThat(PHRASES.of(new Reason(column, change), raw)).isEqualTo(expected);
  }

  @Test
  void theNumberComesFromTheUsersValues() {
    Values values = new Values(DEFINITION.columns().size());
    values.set(0, 41);
    values.set(3, 2);

    assertThat(PHRASES.of(new Reason("days_since_purchase", 0.18), values))
        .isEqualTo("no purchase for 41 days: +0.18");
    assertThat(PHRASES.of(new Reason("views_7d", -0.05), values))
        .isEqualTo("2 views in 7 days: -0.05");
    assertThat(PHRASES.of(new Reason("gone", -0.05), values)).isEqualTo("no gone: -0.05");
  }

  @Test
  void numbersAreWrittenAsJavasFormatterWritesThem() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double number = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 4);
      double rounded = Math.round(number * 1_000) / 1_000.0;
      for (double each : new double[] {number, rounded, -0.0, 0.005, -0.004, 1e22}) {
        assertThat(PHRASES.of(new Reason("gone", each), each))
            .isEqualTo(String.format(Locale.ROOT, "gone %.2f: %+.2f", each, each));
      }
    }
  }
}
