package io.portrait.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bytes stored of a user, a line for each kind of definition. */
final class StateTable {

  private static final String SIXTEEN = "16 columns";

  private final Map<String, StateSizes> sizes = new LinkedHashMap<>();

  /** Measures them all. */
  static StateTable of(Workload workload) {
    StateTable table = new StateTable();
    table.sizes.put(SIXTEEN, StateSizes.of(workload, WindowDefinitions.sixteen()));
    table.sizes.put(
        "- with event ids", StateSizes.of(workload.withEventIds(), WindowDefinitions.sixteen()));
    table.sizes.put(
        "- 30 days by the minute", StateSizes.of(workload, WindowDefinitions.minuteHops()));
    table.sizes.put("100 columns", StateSizes.of(workload, WindowDefinitions.hundred()));
    return table;
  }

  /** Bytes of a user with 16 columns; NaN where that was not measured. */
  double meanOfSixteen() {
    StateSizes sixteen = sizes.get(SIXTEEN);
    return sixteen == null ? Double.NaN : sixteen.mean();
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    MarkdownTable table =
        new MarkdownTable(
            List.of("bytes stored of a user", "users", "mean", "median", "99 %", "most"));
    sizes.forEach(
        (label, size) ->
            table.add(
                List.of(
                    label,
                    MarkdownTable.cell("%,.0f", size.users()),
                    MarkdownTable.cell("%,.0f", size.mean()),
                    MarkdownTable.cell("%,.0f", size.median()),
                    MarkdownTable.cell("%,.0f", size.percentile99()),
                    MarkdownTable.cell("%,.0f", size.most()))));
    return table.toString();
  }
}
