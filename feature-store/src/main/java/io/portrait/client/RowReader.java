package io.portrait.client;

import io.portrait.online.SelectedRow;
import io.portrait.online.SelectedRows;
import io.portrait.online.SelectedRows.Wanted;
import java.util.List;

/** Reads rows and waits for them; {@link SelectedRows} does, from Redis. */
interface RowReader {

  /** Whether reading begins at once, without a connection to be opened first. */
  boolean isConnected();

  /**
   * Reads.
   *
   * @param deadline by {@link System#nanoTime()}
   * @param again whether a connection that has died is replaced, once, and a new one waited for
   * @return a row each, in order
   */
  List<SelectedRow> read(List<Wanted> wanted, long deadline, boolean again);

  /** From Redis. */
  static RowReader of(SelectedRows rows) {
    return new RowReader() {
      @Override
      public boolean isConnected() {
        return rows.isConnected();
      }

      @Override
      public List<SelectedRow> read(List<Wanted> wanted, long deadline, boolean again) {
        return rows.read(wanted, deadline, again);
      }
    };
  }
}
