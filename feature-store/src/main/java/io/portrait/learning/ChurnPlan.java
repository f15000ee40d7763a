package io.portrait.learning;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What a section {@code churn} asks for, worked out.
 *
 * @param churn the section
 * @param spec what the regression learns from, and how
 * @param recencyColumn of the columns, the one that says how long ago a user was active; -1 for
 *     none
 * @param longestWindow of the windows behind columns, milliseconds; 0 where there is none
 */
public record ChurnPlan(Churn churn, LogisticSpec spec, int recencyColumn, long longestWindow) {

  /**
   * Works it out.
   *
   * @throws IllegalArgumentException if the definition has no such section
   */
  public static ChurnPlan of(Definition definition) {
    Churn churn = definition.churn();
    if (churn == null) {
      throw new IllegalArgumentException("the definition has no section churn");
    }
    List<Input> columns = Inputs.of(definition, churn.features()).columns();
    return new ChurnPlan(
        churn,
        new LogisticSpec(columns, churn.interactions(), churn.learning()),
        recencyColumn(definition, churn, columns),
        longestWindow(definition, churn.features()));
  }

  /** What drift is told of: the columns, and the score. */
  public List<String> referenceNames() {
    List<String> names = new ArrayList<>(spec.columns().stream().map(Input::name).toList());
    names.add(ReferenceDistribution.SCORE);
    return names;
  }

  private static int recencyColumn(Definition definition, Churn churn, List<Input> columns) {
    List<String> names = columns.stream().map(Input::name).toList();
    int best = -1;
    for (Feature feature : definition.features()) {
      int at = names.indexOf(feature.name());
      boolean isOfActivity =
          feature.types().isEmpty() || feature.types().containsAll(churn.activity());
      if (feature.aggregate() == Aggregate.RECENCY && at >= 0 && (isOfActivity || best < 0)) {
        best = at;
      }
    }
    return best;
  }

  private static long longestWindow(Definition definition, List<String> columns) {
    long longest = 0;
    for (Feature feature : definition.features()) {
      for (Window window : feature.windows()) {
        if (columns.contains(feature.column(window))) {
          longest = Math.max(longest, window.sizeMillis());
        }
      }
    }
    return longest;
  }
}
