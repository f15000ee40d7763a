package io.portrait.client;

import io.portrait.online.SelectedRow;
import io.portrait.online.SelectedRows.Wanted;
import io.portrait.online.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Some users of one look-up, which are read together, and what is known of them so far.
 * Thread-safe: the clock may end it while it is being read.
 */
final class Page {

  private final List<String> userIds;
  private final Selection selection;
  private final long deadline;
  private final @Nullable SelectedRow[] rows;
  private final CompletableFuture<List<SelectedRow>> done = new CompletableFuture<>();
  private int attempts;

  /**
   * A page nobody has read yet.
   *
   * @param deadline by {@link System#nanoTime()}
   */
  Page(List<String> userIds, Selection selection, long deadline) {
    this.userIds = userIds;
    this.selection = selection;
    this.deadline = deadline;
    rows = new SelectedRow[userIds.size()];
    for (int place = 0; place < rows.length; place++) {
      if (userIds.get(place).isEmpty()) {
        rows[place] = SelectedRow.notFound(""); // no event has such a user
      }
    }
  }

  /** A row per user, in order, once all are known or the time is over. */
  CompletableFuture<List<SelectedRow>> done() {
    return done;
  }

  long deadline() {
    return deadline;
  }

  int size() {
    return userIds.size();
  }

  /** How often it has been read. */
  synchronized int attempts() {
    return attempts;
  }

  /** Who is still to be read. */
  synchronized List<Wanted> open() {
    List<Wanted> open = new ArrayList<>(rows.length);
    for (int place = 0; place < rows.length; place++) {
      if (isOpen(place)) {
        open.add(new Wanted(userIds.get(place), selection));
      }
    }
    return open;
  }

  private boolean isOpen(int place) {
    SelectedRow row = rows[place];
    return row == null || row.retryable();
  }

  /**
   * Takes what was read.
   *
   * @param read a row for each of {@link #open()}, in order
   * @return whether some may turn out better when they are read again
   */
  synchronized boolean take(List<SelectedRow> read) {
    attempts++;
    int next = 0;
    boolean retryable = false;
    for (int place = 0; place < rows.length; place++) {
      if (isOpen(place)) {
        SelectedRow row = read.get(next++);
        rows[place] = row;
        retryable |= row.retryable();
      }
    }
    return retryable;
  }

  /** Ends it with what is known; of the others that they were not answered. */
  void end(String why) {
    List<SelectedRow> all;
    synchronized (this) {
      for (int place = 0; place < rows.length; place++) {
        if (rows[place] == null) {
          rows[place] = SelectedRow.failed(userIds.get(place), why, false);
        }
      }
      all = Arrays.asList(rows.clone());
    }
    done.complete(all);
  }
}
