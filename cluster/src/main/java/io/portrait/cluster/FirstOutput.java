package io.portrait.cluster;

import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.StoredProfile;
import io.portrait.profile.RowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a job writes to Redis, and so knows how long it wrote nothing: a few times a second
 * it looks for a row that was not there, or that is newer than it was. Only what happens while
 * events are on their way says anything.
 */
public final class FirstOutput implements AutoCloseable {

  private static final long EVERY_MILLIS = 100;

  private final ShopJob job;
  private final Thread thread;
  private final List<Long> outputs = new ArrayList<>();
  private volatile boolean open = true;

  private FirstOutput(ShopJob job) {
    this.job = job;
    thread = new Thread(this::watch, "first-output");
    thread.setDaemon(true);
  }

  /** Begins to watch. */
  public static FirstOutput watch(ShopJob job) {
    FirstOutput watch = new FirstOutput(job);
    watch.thread.start();
    return watch;
  }

  /** Looks at which there was something new, so far. */
  public synchronized int outputs() {
    return outputs.size();
  }

  /** Whether there was something new after a moment of {@link System#nanoTime}. */
  public synchronized boolean since(long nanos) {
    return !outputs.isEmpty() && outputs.get(outputs.size() - 1) > nanos;
  }

  /**
   * A time without a new row.
   *
   * @param lasting how long it was
   * @param overAfter from the moment that is asked for to its end
   */
  public record Silence(Duration lasting, Duration overAfter) {}

  /**
   * The longest silence that ended after a moment; what of it was before does not count. What is
   * still written in the moment of a fault, by who does not know of it yet, is no sign of life.
   *
   * @param nanos of {@link System#nanoTime}
   */
  public synchronized Silence longestAfter(long nanos) {
    long longest = 0;
    long end = nanos;
    long before = nanos;
    for (long output : outputs) {
      if (output > nanos && output - before > longest) {
        longest = output - before;
        end = output;
      }
      before = Math.max(nanos, output);
    }
    return new Silence(Duration.ofNanos(longest), Duration.ofNanos(end - nanos));
  }

  @Override
  public void close() {
    open = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    Map<String, RowVersion> seen = new HashMap<>();
    @Nullable OnlineStore store = null;
    while (open) {
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
        if (store == null) {
          store = OnlineStore.connect(job.redis(), job.definition().project());
        }
        if (isNew(store, seen)) {
          record();
        }
      } catch (OnlineStoreException away) {
        // Nothing can be written either; rows may be gone when it is back.
        seen.clear();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        open = false;
      }
    }
    if (store != null) {
      store.close();
    }
  }

  private synchronized void record() {
    outputs.add(System.nanoTime());
  }

  private static boolean isNew(OnlineStore store, Map<String, RowVersion> seen) {
    List<String> users = new ArrayList<>();
    store.users().forEachRemaining(users::add);
    seen.keySet().retainAll(users);
    boolean isNew = false;
    for (Optional<StoredProfile> each : store.getAll(users)) {
      if (each.isPresent()) {
        RowVersion version = each.get().row().version();
        RowVersion before = seen.put(each.get().row().userId(), version);
        isNew |= before == null || version.compareTo(before) > 0;
      }
    }
    return isNew;
  }
}
