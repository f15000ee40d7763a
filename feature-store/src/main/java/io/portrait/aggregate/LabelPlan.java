package io.portrait.aggregate;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a label: a user has churned at a tick who had no such event in (tick, tick + horizon].
 *
 * @param activity types of events
 * @param horizon milliseconds, positive
 */
record LabelPlan(Set<String> activity, long horizon) {

  LabelPlan {
    activity = Set.copyOf(activity);
  }

  /** Null where nobody asks who churns. */
  static @Nullable LabelPlan of(Definition definition) {
    Churn churn = definition.churn();
    return churn == null ? null : new LabelPlan(churn.activity(), churn.horizon().toMillis());
  }

  /** What the labels of two plans have to share to mean the same. */
  long identity() {
    return FeaturePlan.hash(
        String.join("\n", activity.stream().sorted().toList()) + "\n" + horizon);
  }
}
