package io.portrait.sql.live;

import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.StoredProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches profiles one by one for whoever asks, many in one round trip: those who ask while one is
 * under way share the next. So a lone look-up waits for nobody, and a crowd costs few round trips.
 *
 * <p>Flink's operator bounds how many look-ups are under way, and so what waits here.
 */
final class ProfileFetcher implements AutoCloseable {

  private static final int BATCH = 500;
  private static final String CLOSED = "the table was closed";
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private record Wish(String user, CompletableFuture<Optional<StoredProfile>> profile) {}

  private final OnlineStore store;
  private final int retries;
  private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
  private final Thread worker = new Thread(this::work, "profile look-ups");
  private volatile boolean closed;

  /**
   * Over a store that it closes.
   *
   * @param retries how often what failed for a passing reason is tried again, with growing pauses
   */
  ProfileFetcher(OnlineStore store, int retries) {
    this.store = store;
    this.retries = retries;
    worker.setDaemon(true);
    worker.start();
  }

  /** The profile of a user; empty where there is none. Fails with what Redis' client says. */
  CompletableFuture<Optional<StoredProfile>> get(String user) {
    CompletableFuture<Optional<StoredProfile>> profile = new CompletableFuture<>();
    wishes.add(new Wish(user, profile));
    if (closed) {
      refuseAll();
    }
    return profile;
  }

  private void work() {
    try {
      while (!closed) {
        List<Wish> batch = new ArrayList<>();
        batch.add(wishes.take());
        wishes.drainTo(batch, BATCH - 1);
        fulfil(batch);
      }
    } catch (InterruptedException e) {
      // Closed: whoever still waits is told below.
    } finally {
      refuseAll();
    }
  }

  private void fulfil(List<Wish> batch) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        List<Optional<StoredProfile>> profiles =
            store.getAll(batch.stream().map(Wish::user).toList());
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).profile().complete(profiles.get(i));
        }
        return;
      } catch (OnlineStoreException e) {
        if (!e.retryable() && batch.size() > 1) {
          // One row that cannot be read must not cost the others theirs.
          for (Wish wish : batch) {
            fulfil(List.of(wish));
          }
          return;
        }
        if (!e.retryable() || attempt >= retries) {
          fail(batch, e);
          return;
        }
      } catch (RuntimeException e) {
        fail(batch, e);
        return;
      }
      pause(attempt, batch);
    }
  }

  private static void pause(int attempt, List<Wish> batch) throws InterruptedException {
    try {
      TimeUnit.MILLISECONDS.sleep(
          Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10)));
    } catch (InterruptedException e) {
      fail(batch, new IllegalStateException(CLOSED));
      throw e;
    }
  }

  private static void fail(List<Wish> batch, RuntimeException reason) {
    batch.forEach(wish -> wish.profile().completeExceptionally(reason));
  }

  private void refuseAll() {
    for (@Nullable Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
      wish.profile().completeExceptionally(new IllegalStateException(CLOSED));
    }
  }

  /** Ends the connection; look-ups that are under way fail. */
  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    store.close();
  }
}
