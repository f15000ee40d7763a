package io.portrait.benchmark.reader;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Look-ups a second of so many threads, each one user after the other. */
final class Throughput {

  private Throughput() {}

  static double measure(int threads, int among, long millis, Consumer<String> lookup)
      throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong done = new AtomicLong();
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> readers = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Random random = new Random(thread);
      Thread reader =
          new Thread(
              () -> {
                ready.countDown();
                Uninterruptibles.awaitUninterruptibly(start);
                long count = 0;
                while (!over.get()) {
                  lookup.accept(MadeUpRows.userId(random.nextInt(among)));
                  count++;
                }
                done.addAndGet(count);
              });
      reader.start();
      readers.add(reader);
    }
    ready.await();
    long begin = System.nanoTime();
    start.countDown();
    TimeUnit.MILLISECONDS.sleep(millis);
    over.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    return done.get() / ((System.nanoTime() - begin) / 1e9);
  }
}
