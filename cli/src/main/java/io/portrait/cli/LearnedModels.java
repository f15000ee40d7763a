package io.portrait.cli;

import io.portrait.offline.ModelHistory;
import io.portrait.offline.ModelRow;
import io.portrait.offline.OfflineTables;
import io.portrait.yaml.NearestName;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a project has learned by now, as the table {@code models} has it. */
final class LearnedModels {

  private final SortedMap<String, List<ModelRow>> histories;

  private LearnedModels(SortedMap<String, List<ModelRow>> histories) {
    this.histories = histories;
  }

  /**
   * Reads them.
   *
   * @throws Failure if there is none yet
   */
  static LearnedModels in(WarehouseOptions options) {
    SortedMap<String, List<ModelRow>> histories =
        options.read(OfflineTables.MODELS, ModelHistory::of).orElseGet(TreeMap::new);
    if (histories.isEmpty()) {
      throw Failure.because(
          "no model yet: the first is written at the end of an observation tick, where the"
              + " definitions have a section segments or churn");
    }
    return new LearnedModels(histories);
  }

  /** The names of those that there are. */
  List<String> names() {
    return List.copyOf(histories.keySet());
  }

  /**
   * All rows of a model, the newest last.
   *
   * @throws Failure if there is none of that name
   */
  List<ModelRow> history(String name) {
    List<ModelRow> history = histories.get(name);
    if (history == null) {
      throw Failure.wrongUse("no model '" + name + "'" + hint(name));
    }
    return history;
  }

  /**
   * What is known of a model by now.
   *
   * @throws Failure if there is none of that name
   */
  ModelRow newest(String name) {
    return ModelHistory.latest(history(name));
  }

  private String hint(String name) {
    String near = NearestName.hint(name, names());
    return near.isEmpty() ? ": there is " + String.join(" and ", names()) : near;
  }
}
