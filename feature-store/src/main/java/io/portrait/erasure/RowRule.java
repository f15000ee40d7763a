package io.portrait.erasure;

import java.util.List;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** What becomes of a table's rows when users are erased. */
interface RowRule {

  /** The columns by which it is decided. */
  List<String> columns();

  /** Whether a row says anything of the users; looks at {@link #columns} only. */
  boolean concerns(Record row);

  /**
   * What is left of a row that {@linkplain #concerns concerns} the users.
   *
   * @param row with all columns of the table; left unchanged
   * @return the row without them, or null where it goes altogether
   */
  @Nullable Record rest(Record row);

  /** Whether a user whom a delete file names is one of them. */
  default boolean isNamed(String userId) {
    return false;
  }

  /** What no row that concerns them fails: leaves files out by their metrics, unread. */
  default Expression where() {
    return Expressions.alwaysTrue();
  }
}
