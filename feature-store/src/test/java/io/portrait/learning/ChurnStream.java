package io.portrait.learning;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Labelled users, tick by tick, in the order in which a {@link ChurnLearner} gets them. */
final class ChurnStream {

  static final long DAY = Duration.ofDays(1).toMillis();

  static final String COLUMNS = "days_since_purchase, views_7d, conversion, tenure_days";

  /**
   * Learns from little, so that a short test moves every weight; its columns are GeneratedUsers'.
   */
  static final Definition DEFINITION = definition(240, COLUMNS);

  private final GeneratedUsers users;
  private final Random random;
  private final long horizon;
  private final int most;
  private long day;

  /**
   * The examples of a tick.
   *
   * @param due when their labels are known
   */
  record Tick(long due, List<Example> examples) {

    /** Has all of it learned, and closes it. */
    void teach(ChurnLearner learner) {
      examples.forEach(learner::learn);
      learner.endTick(due);
    }
  }

  /**
   * Makes ticks.
   *
   * @param horizonHours of the labels
   * @param most users of a tick, at most; one at least
   */
  ChurnStream(long seed, int horizonHours, int most) {
    users = new GeneratedUsers(seed, 0);
    random = new Random(seed);
    horizon = Duration.ofHours(horizonHours).toMillis();
    this.most = most;
  }

  static Definition definition(int horizonHours, String features) {
    return DefinitionFile.parse(
        """
        project: test
        features:
          - {name: views, types: [view], aggregate: count, windows: [7d]}
          - {name: carts, types: [cart], aggregate: count, windows: [7d]}
          - {name: days_since_view, types: [view], aggregate: recency}
          - {name: days_since_purchase, types: [purchase], aggregate: recency}
        derived: [{name: conversion, value: carts_7d / views_7d}]
        churn:
          activity: [purchase]
          horizon: %dh
          features: [%s]
          learning: {alpha: 0.1, l1: 0.1, block: 16}
        """
            .formatted(horizonHours, features),
        "test");
  }

  /** The next day's users; seldom there are days without any. */
  Tick next() {
    long tick = day * DAY;
    day += random.nextInt(8) == 0 ? 1 + random.nextInt(6) : 1;
    List<Example> examples = new ArrayList<>();
    for (int i = random.nextInt(most); i >= 0; i--) {
      Example user = users.next();
      examples.add(at(tick, user.features(), user.label()));
    }
    examples.sort(ExampleOrder.EXAMPLES);
    return new Tick(tick + horizon, examples);
  }

  List<Tick> next(int count) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ticks.add(next());
    }
    return ticks;
  }

  /** The next day's users, of whom those leave who would have stayed. */
  Tick reversed() {
    Tick tick = next();
    return new Tick(
        tick.due(),
        tick.examples().stream()
            .map(user -> at(user.tickMillis(), user.features(), 1 - user.label()))
            .toList());
  }

  private Example at(long tick, double[] features, double label) {
    String user = "user-" + random.nextInt(1_000_000);
    return new Example(user, tick, tick + horizon, features, label, 1);
  }
}
