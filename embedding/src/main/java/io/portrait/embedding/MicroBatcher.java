package io.portrait.embedding;

import io.portrait.embedding.model.SentenceModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gathers texts from many threads into batches for one device: a bounded queue, and workers that
 * take from it. Overload makes those wait who bring texts; none is dropped.
 *
 * <p>A worker takes what has gathered, waits {@code linger} only where that is less than a batch,
 * and encodes it by length. The more wait, the more it takes at a time, up to {@link #WINDOW}: of
 * more texts more are of one length.
 */
final class MicroBatcher implements AutoCloseable {

  /** Texts that a worker sorts by length at a time, at most. */
  static final int WINDOW = 512;

  private static final long CLOSE_SECONDS = 30;
  private static final long LOOK_MILLIS = 50;

  private final BlockingQueue<Request> queue;
  private final List<Worker> workers = new ArrayList<>();
  private final int batch;
  private final Duration linger;
  private final Duration timeout;
  private final EmbeddingMetrics metrics;
  private volatile boolean closed;

  /**
   * Starts the workers.
   *
   * @param model stays the caller's, who closes it after this
   * @param batch texts at most, at least 1
   */
  MicroBatcher(
      SentenceModel model,
      int workers,
      int batch,
      EmbeddingSettings settings,
      EmbeddingMetrics metrics) {
    this.batch = batch;
    this.linger = settings.linger();
    this.timeout = settings.timeout();
    this.metrics = metrics;
    queue = new ArrayBlockingQueue<>(settings.queue());
    metrics.watchQueue(queue::size);
    for (int i = 0; i < workers; i++) {
      Worker worker = new Worker(this, model, "portrait-embedding-" + i);
      this.workers.add(worker);
      worker.start();
    }
  }

  /**
   * Takes a text; waits while the queue is full.
   *
   * @throws TimeoutException if the device does not answer: no batch has ended for as long as the
   *     timeout says
   */
  void submit(Request request) throws TimeoutException, InterruptedException {
    while (!queue.offer(request, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      check();
    }
    if (closed) {
      refuseAll();
    }
  }

  /**
   * Sees whether there is any use in waiting.
   *
   * @throws TimeoutException as {@link #submit}
   */
  void check() throws TimeoutException {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    long now = System.nanoTime();
    for (Worker worker : workers) {
      if (!worker.isStuck(now, timeout.toNanos())) {
        return;
      }
    }
    throw new TimeoutException("the device has not answered for " + timeout.toSeconds() + " s");
  }

  /**
   * The next texts for a worker: at least one, at most its share of those that wait.
   *
   * @return empty once closed
   */
  List<Request> take() throws InterruptedException {
    List<Request> taken = new ArrayList<>();
    Request first = null;
    while (first == null) {
      if (closed) {
        return taken;
      }
      first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    taken.add(first);
    int share = Math.min(WINDOW, Math.max(batch, (queue.size() + 1) / workers.size()));
    queue.drainTo(taken, share - 1);
    long deadline = System.nanoTime() + linger.toNanos();
    while (taken.size() < batch) {
      Request next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  int batch() {
    return batch;
  }

  EmbeddingMetrics metrics() {
    return metrics;
  }

  /** Ends the workers; what still waits is refused. */
  @Override
  public void close() {
    closed = true;
    boolean isInterrupted = false;
    for (Worker worker : workers) {
      try {
        worker.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    refuseAll();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether every worker has ended: one that is stuck in the device goes on holding the model. */
  boolean isTerminated() {
    return workers.stream().noneMatch(Thread::isAlive);
  }

  private void refuseAll() {
    List<Request> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        request -> request.vector().completeExceptionally(new IllegalStateException("closed")));
  }
}
