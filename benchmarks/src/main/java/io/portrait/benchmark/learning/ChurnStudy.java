package io.portrait.benchmark.learning;

import io.portrait.benchmark.MarkdownTable;
import io.portrait.definition.Churn;
import io.portrait.learning.Example;
import io.portrait.learning.Input;
import io.portrait.learning.Inputs;
import io.portrait.learning.LogisticSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Models of who leaves, all of the same examples. */
final class ChurnStudy {

  /** Where gradients are averaged over blocks, as large as these, other steps are right. */
  private static final Churn.Learning AVERAGING = new Churn.Learning(0.03, 0.01, 0.1, 0, 1_024);

  private final Churn churn;
  private final Inputs inputs;
  private final TestThenTrain test;
  private final Consumer<String> progress;
  private final MarkdownTable table =
      new MarkdownTable(
          List.of(
              "churn",
              "AUC",
              "mean AUC within a tick",
              "log-loss",
              "Brier",
              "lift of top tenth",
              "ECE"));

  /**
   * Of such examples.
   *
   * @param inputs the columns of the examples
   * @param progress told of every model
   */
  ChurnStudy(
      Churn churn,
      Inputs inputs,
      SortedMap<Long, List<Example>> examples,
      Consumer<String> progress) {
    this.churn = churn;
    this.inputs = inputs;
    this.test = new TestThenTrain(examples);
    this.progress = progress;
  }

  /** Runs all models. */
  String run(String recency) {
    add("base rate", new BaseRate());
    int column = inputs.names().indexOf(recency);
    if (column >= 0) {
      Input input = inputs.columns().get(column);
      add("recency alone", new Narrowed(new BatchLogistic(List.of(input)), column));
    }
    add("batch logistic re-fitted each tick", new BatchLogistic(inputs.columns()));
    add("FTRL online", online(churn.interactions(), churn.learning()));
    add("- calibrated", new Calibrated(online(churn.interactions(), churn.learning())));
    add("- no products", online(List.of(), churn.learning()));
    add("- steps twice as wide", online(churn.interactions(), widened(2)));
    add(
        "- blocks of 1,024, averaged",
        OnlineLogistic.averaging(spec(churn.interactions(), AVERAGING)));
    return table.toString();
  }

  private OnlineLogistic online(List<String> interactions, Churn.Learning learning) {
    return OnlineLogistic.summing(spec(interactions, learning));
  }

  private LogisticSpec spec(List<String> interactions, Churn.Learning learning) {
    return new LogisticSpec(inputs.columns(), interactions, learning);
  }

  private Churn.Learning widened(double by) {
    Churn.Learning standard = churn.learning();
    return new Churn.Learning(
        by * standard.alpha(), standard.beta(), standard.l1(), standard.l2(), standard.block());
  }

  private void add(String label, ChurnModel model) {
    progress.accept(label);
    Scores scores = Scores.of(TestThenTrain.afterWarmUp(test.run(model)));
    table.add(
        List.of(
            label,
            MarkdownTable.cell("%.4f", scores.auc()),
            MarkdownTable.cell("%.4f", scores.aucWithinTicks()),
            MarkdownTable.cell("%.4f", scores.logLoss()),
            MarkdownTable.cell("%.4f", scores.brier()),
            MarkdownTable.cell("%.2f", scores.lift()),
            MarkdownTable.cell("%.4f", scores.calibrationError())));
  }
}
