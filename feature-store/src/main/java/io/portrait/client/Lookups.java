package io.portrait.client;

import com.google.common.collect.Lists;
import io.portrait.online.SelectedRow;
import io.portrait.online.SelectedRows.Wanted;
import io.portrait.online.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads what when. Look-ups are cut into pages, and pages wait in one queue; as many threads as
 * there are connections take them from it, each as many as fit into one round trip: the more
 * callers there are at once, the fewer round trips a look-up costs. A caller who waits reads by
 * itself while a connection is free and nobody queues.
 */
final class Lookups implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

  /** How many users are read together at most. */
  static final int PAGE = 500;

  /** A longer deadline is none. */
  private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(365);

  private final RowReader reader;
  private final int retries;
  private final Duration backOff;
  private final Semaphore free;
  private final BlockingQueue<Page> queue = new LinkedBlockingQueue<>();
  private final List<Thread> lanes = new ArrayList<>();
  private final int connections;
  private final ScheduledThreadPoolExecutor clock;
  private volatile boolean closed;

  Lookups(RowReader reader, int connections, int retries, Duration backOff) {
    this.reader = reader;
    this.connections = connections;
    this.retries = retries;
    this.backOff = backOff;
    free = new Semaphore(connections);
    clock = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "portrait-client-clock"));
    clock.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A row per user, in order, by the deadline at the latest. */
  CompletableFuture<List<SelectedRow>> start(
      List<String> userIds, Selection selection, Duration within) {
    long deadline = deadline(within);
    List<Page> pages = pages(userIds, selection, deadline);
    pages.forEach(this::enqueue);
    return answer(pages, deadline);
  }

  /**
   * The same, waited for.
   *
   * @throws CancellationException if the thread is interrupted
   */
  List<SelectedRow> now(List<String> userIds, Selection selection, Duration within) {
    long deadline = deadline(within);
    if (userIds.isEmpty()) {
      return List.of();
    }
    if (closed
        || userIds.size() > PAGE
        || userIds.contains("")
        || !queue.isEmpty()
        || !reader.isConnected()
        || !free.tryAcquire()) {
      return await(start(userIds, selection, within));
    }
    List<String> ids = List.copyOf(userIds);
    List<SelectedRow> rows;
    try {
      rows = reader.read(wanted(ids, selection), deadline, false);
    } finally {
      free.release();
    }
    if (rows.stream().noneMatch(SelectedRow::retryable)) {
      return rows;
    }
    Page page = new Page(ids, selection, deadline);
    taken(page, rows);
    return await(answer(List.of(page), deadline));
  }

  private static List<Wanted> wanted(List<String> userIds, Selection selection) {
    List<Wanted> wanted = new ArrayList<>(userIds.size());
    for (String userId : userIds) {
      wanted.add(new Wanted(userId, selection));
    }
    return wanted;
  }

  private static long deadline(Duration within) {
    if (within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException("a deadline of " + within + ": it must be positive");
    }
    return System.nanoTime()
        + Math.min(within.toSeconds(), MOST_SECONDS) * 1_000_000_000L
        + within.toNanosPart();
  }

  private static List<Page> pages(List<String> userIds, Selection selection, long deadline) {
    return Lists.partition(List.copyOf(userIds), PAGE).stream()
        .map(some -> new Page(some, selection, deadline))
        .toList();
  }

  private CompletableFuture<List<SelectedRow>> answer(List<Page> pages, long deadline) {
    CompletableFuture<List<SelectedRow>> answer = whole(pages);
    if (!answer.isDone()) {
      Future<?> end =
          clock.schedule(
              () -> pages.forEach(page -> page.end("no answer before the deadline")),
              deadline - System.nanoTime(),
              TimeUnit.NANOSECONDS);
      var unused = answer.whenComplete((rows, failure) -> end.cancel(false));
    }
    return answer;
  }

  private static CompletableFuture<List<SelectedRow>> whole(List<Page> pages) {
    if (pages.size() == 1) {
      return pages.get(0).done();
    }
    return CompletableFuture.allOf(
            pages.stream().map(Page::done).toArray(CompletableFuture<?>[]::new))
        .thenApply(unused -> pages.stream().flatMap(page -> page.done().join().stream()).toList());
  }

  private static List<SelectedRow> await(CompletableFuture<List<SelectedRow>> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while profiles were read");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void enqueue(Page page) {
    queue.add(page);
    if (closed) {
      endAll();
    } else {
      lanes();
    }
  }

  /** Starts them when first needed. */
  private synchronized void lanes() {
    while (lanes.size() < connections && !closed) {
      Thread lane = daemon(this::read, "portrait-client-" + lanes.size());
      lanes.add(lane);
      lane.start();
    }
  }

  private void read() {
    try {
      while (!closed) {
        Page first = queue.take();
        free.acquire();
        try {
          read(together(first));
        } finally {
          free.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** The page and those behind it, as far as they fit into one round trip. */
  private List<Page> together(Page first) {
    List<Page> pages = new ArrayList<>();
    pages.add(first);
    int users = first.size();
    for (Page next = queue.peek();
        next != null && users + next.size() <= PAGE;
        next = queue.peek()) {
      Page taken = queue.poll();
      if (taken == null) {
        break;
      }
      pages.add(taken);
      users += taken.size();
    }
    return pages;
  }

  private void read(List<Page> pages) {
    List<Page> waiting = new ArrayList<>();
    List<List<Wanted>> open = new ArrayList<>();
    List<Wanted> all = new ArrayList<>();
    for (Page page : pages) {
      List<Wanted> users = page.open();
      if (users.isEmpty()) {
        page.end("");
      } else if (!page.done().isDone()) {
        waiting.add(page);
        open.add(users);
        all.addAll(users);
      }
    }
    if (waiting.isEmpty()) {
      return;
    }
    try {
      List<SelectedRow> rows = reader.read(all, latest(waiting), true);
      int at = 0;
      for (int i = 0; i < waiting.size(); i++) {
        int end = at + open.get(i).size();
        taken(waiting.get(i), rows.subList(at, end));
        at = end;
      }
    } catch (RuntimeException | Error e) {
      // Nobody may wait for an answer that never comes, and the next page not for this thread.
      LOG.error("profiles could not be read", e);
      waiting.forEach(page -> page.end("it could not be read: " + e));
    }
  }

  /** The latest deadline: whose is earlier does not wait for it. */
  private static long latest(List<Page> pages) {
    long now = System.nanoTime();
    return now + pages.stream().mapToLong(page -> page.deadline() - now).max().orElse(0);
  }

  /** Ends a page that is read, or has it read again, in a while, where that may help. */
  private void taken(Page page, List<SelectedRow> rows) {
    boolean again = page.take(rows);
    int attempts = page.attempts();
    long pause = backOff.toNanos() << Math.min(attempts - 1, 20);
    if (again && attempts <= retries && page.deadline() - System.nanoTime() > pause && !closed) {
      var unused = clock.schedule(() -> enqueue(page), pause, TimeUnit.NANOSECONDS);
    } else {
      page.end("");
    }
  }

  private void endAll() {
    for (Page page = queue.poll(); page != null; page = queue.poll()) {
      page.end("the client has been closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    lanes.forEach(Thread::interrupt);
    clock.shutdownNow();
    endAll();
  }
}
