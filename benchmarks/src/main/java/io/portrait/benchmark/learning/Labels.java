package io.portrait.benchmark.learning;

import io.portrait.definition.Churn;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of users who were observed (contract 7). */
final class Labels {

  private Labels() {}

  /**
   * The examples of every tick whose labels have matured by the end, in order.
   *
   * @return by tick, those without any left out; labelled 1 where there was no activity within the
   *     horizon, due when the label matures
   */
  static SortedMap<Long, List<Example>> of(History history, Churn churn, Inputs inputs) {
    long horizon = churn.horizon().toMillis();
    SortedMap<Long, List<Example>> examples = new TreeMap<>();
    history
        .ticks()
        .forEach(
            (tick, users) -> {
              long due = tick + horizon;
              List<Example> labelled = new ArrayList<>();
              for (Observation user : users) {
                if (due <= history.endOf(user.userId())) {
                  boolean isActive = history.activity().isWithin(user.userId(), tick, due);
                  double weight = isActive ? churn.stayedWeight() : churn.churnedWeight();
                  double[] features = inputs.of(user.values());
                  labelled.add(
                      new Example(user.userId(), tick, due, features, isActive ? 0 : 1, weight));
                }
              }
              if (!labelled.isEmpty()) {
                examples.put(tick, labelled);
              }
            });
    return examples;
  }
}
