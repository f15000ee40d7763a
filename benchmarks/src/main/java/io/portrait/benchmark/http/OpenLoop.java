package io.portrait.benchmark.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests by a timetable, whatever becomes of them: each counts from the moment it was due, so
 * that one slow answer is felt by all that had to wait behind it, as users would feel it.
 */
final class OpenLoop {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final int threads;

  /** A timetable that so many threads keep; more than are ever needed at once. */
  OpenLoop(int threads) {
    this.threads = threads;
  }

  /**
   * Times of a run, microseconds.
   *
   * @param sorted of every request, ascending
   */
  record Times(double[] sorted) {

    /** The time within which so much of the requests were answered, 0 to 1. */
    double quantile(double share) {
      return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
  }

  /** Sends {@code rate} requests a second for so many seconds. */
  Times run(Way.Maker maker, int rate, int seconds) {
    long[] nanos = new long[rate * seconds];
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime() + NANOS_PER_SECOND / 10;
    together(
        maker,
        way -> {
          for (long i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
            long due = start + i * NANOS_PER_SECOND / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
              LockSupport.parkNanos(left);
            }
            way.read(i);
            nanos[(int) i] = System.nanoTime() - due;
          }
        });
    double[] micros = Arrays.stream(nanos).mapToDouble(each -> each / 1e3).sorted().toArray();
    return new Times(micros);
  }

  /** Requests a second where every thread asks again as soon as it is answered. */
  double most(Way.Maker maker, int seconds) {
    AtomicLong answered = new AtomicLong();
    long start = System.nanoTime();
    long end = start + seconds * NANOS_PER_SECOND;
    together(
        maker,
        way -> {
          while (System.nanoTime() < end) {
            way.read(answered.getAndIncrement());
          }
        });
    return answered.get() * 1e9 / (System.nanoTime() - start);
  }

  private interface Work {
    void with(Way way) throws IOException;
  }

  private void together(Way.Maker maker, Work work) {
    List<Thread> workers = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker =
          new Thread(
              () -> {
                try (Way way = maker.open()) {
                  work.with(way);
                } catch (IOException | RuntimeException e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              },
              "reader-" + i);
      workers.add(worker);
      worker.start();
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (!failures.isEmpty()) {
      // One that failed is no figure: nothing is shown then.
      throw new UncheckedIOException(new IOException(failures.get(0)));
    }
  }
}
