package io.portrait.sql.run;

import com.google.common.collect.Iterators;
import com.google.common.collect.Lists;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.utils.print.PrintStyle;

/** Prints rows as Flink's SQL client does, in boxes, as wide as the first thousand need. */
public final class ResultTable {

  private static final int SAMPLE = 1_000;
  private static final int WIDEST_COLUMN = 60;

  private ResultTable() {}

  /**
   * Prints a result to its end.
   *
   * <p>Rows of a stream are shown as they come in, each with what it does: add, change, take back.
   */
  public static void print(SqlResult result, PrintWriter out) {
    boolean changes = result.isStream();
    List<RowData> first = changes ? List.of() : Lists.newArrayList(Iterators.limit(result, SAMPLE));
    if (isText(result, first)) {
      first.forEach(row -> out.println(result.texts().convert(row)[0]));
      out.flush();
      return;
    }
    Iterator<RowData> rows = Iterators.concat(first.iterator(), result);
    PrintStyle style;
    if (!changes && !result.hasNext()) {
      style =
          PrintStyle.tableauWithDataInferredColumnWidths(
              result.columns(), result.texts(), WIDEST_COLUMN, false, false);
    } else {
      style =
          PrintStyle.tableauWithTypeInferredColumnWidths(
              result.columns(), result.texts(), WIDEST_COLUMN, false, changes);
    }
    style.print(rows, out);
    out.flush();
  }

  /** Whether it is what SHOW CREATE and EXPLAIN give: one text of several lines, not to be cut. */
  private static boolean isText(SqlResult result, List<RowData> rows) {
    return !result.isQuery()
        && rows.size() == 1
        && rows.get(0).getArity() == 1
        && result.texts().convert(rows.get(0))[0].contains("\n");
  }
}
