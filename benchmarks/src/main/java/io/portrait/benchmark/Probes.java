package io.portrait.benchmark;

import io.portrait.online.OnlineKeys;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/**
 * Users who come once, so that it shows when their row is there: from just before their event is
 * sent until Redis has their key, to {@value #LOOK_EVERY_MILLIS} ms. Nothing that the job says of
 * itself is part of it.
 */
final class Probes implements AutoCloseable {

  static final int LOOK_EVERY_MILLIS = 4;
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final RedisClient redis;
  private final OnlineKeys keys;
  private final ConcurrentLinkedQueue<Probe> sent = new ConcurrentLinkedQueue<>();
  private final Histogram micros = new Histogram(MOST_MICROS, 3);
  private final Thread watcher;
  private volatile boolean closed;
  private volatile int waiting;
  private long number;
  private long next = System.nanoTime();

  private record Probe(String user, long nanos) {}

  Probes(String redisUri, String project) {
    redis = RedisClient.create(URI.create(redisUri));
    keys = new OnlineKeys(project);
    watcher = new Thread(this::watch, "probes");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Sends one if it is time. */
  void perhaps(Consumer<String> send) {
    long now = System.nanoTime();
    if (now >= next) {
      next = now + APART_NANOS;
      String user = "probe-" + System.identityHashCode(this) + "-" + number++;
      sent.add(new Probe(user, now));
      send.accept(user);
    }
  }

  /** Those who are not there yet. */
  int waiting() {
    return waiting + sent.size();
  }

  /** How long it took those who are there, microseconds; ends the watch. */
  Histogram micros() throws InterruptedException {
    closed = true;
    watcher.join();
    return micros;
  }

  private void watch() {
    List<Probe> missing = new ArrayList<>();
    while (!closed) {
      for (Probe probe = sent.poll(); probe != null; probe = sent.poll()) {
        missing.add(probe);
      }
      look(missing);
      waiting = missing.size();
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look(List<Probe> missing) {
    List<Response<Boolean>> there = new ArrayList<>();
    try (AbstractPipeline pipeline = redis.pipelined()) {
      for (Probe probe : missing) {
        there.add(pipeline.exists(keys.profile(probe.user)));
      }
      pipeline.sync();
    }
    long now = System.nanoTime();
    for (int i = missing.size() - 1; i >= 0; i--) {
      if (there.get(i).get()) {
        micros.recordValue(Math.min(MOST_MICROS, (now - missing.remove(i).nanos) / 1_000));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    redis.close();
  }
}
