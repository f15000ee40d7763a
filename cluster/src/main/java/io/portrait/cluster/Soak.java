package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.StopSignal;
import io.portrait.maintenance.Maintained;
import io.portrait.maintenance.Maintenance;
import io.portrait.maintenance.Upkeep;
import io.portrait.offline.OfflineCatalog;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.iceberg.catalog.Catalog;

/** A job under load for a while, with faults by chance. */
final class Soak {

  /** All that passes by itself: a damaged checkpoint wants somebody who acts. */
  private static final List<Fault> FAULTS =
      List.of(Fault.values()).stream()
          .filter(fault -> fault != Fault.CHECKPOINT_CORRUPTED)
          .toList();

  private static final int LEAST_PAUSE_SECONDS = 15;
  private static final int MOST_PAUSE_SECONDS = 45;
  private static final int MOST_SECONDS = 20;

  private final PortraitCluster cluster;
  private final ShopEvents events;
  private final double rate;
  private final Random random;
  private final PrintStream progress;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<Double> faultSeconds = new ArrayList<>();

  Soak(PortraitCluster cluster, ShopEvents events, long seed, double rate, PrintStream progress) {
    this.cluster = cluster;
    this.events = events;
    this.rate = rate;
    this.random = new Random(seed);
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param records sent
   * @param seconds how long they were sent
   * @param faults how often each happened
   * @param faultSeconds when
   * @param differences of what was left from what an undisturbed run leaves
   * @param wasStopped whether it was stopped before anything could be compared
   */
  record Report(
      long records,
      double seconds,
      List<Sample> samples,
      Map<String, Integer> faults,
      List<Double> faultSeconds,
      List<String> differences,
      boolean wasStopped) {}

  Report run(Duration lasting, StopSignal stop) throws Exception {
    Trial trial = new Trial(cluster, events);
    progress.println("an undisturbed run of " + trial.records() + " records ...");
    Outcome expected = trial.undisturbed();
    ShopJob job = trial.prepare("soak", ShopJob.definitions());
    job.start();
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (Load load = job.load(rate);
        Sampler sampler = new Sampler(cluster, job, load::sent)) {
      progress.println("now with faults, for about " + lasting.toMinutes() + " minutes ...");
      Future<?> sent = sender.submit(() -> load.send(events.records()));
      disturb(job, sampler, sent, stop);
      double seconds = sampler.seconds();
      List<String> differences = List.of();
      if (!stop.asked()) {
        sent.get();
        trial.awaitEveryone(job);
        load.end(events.end());
        progress.println("all sent; maintaining the tables, then comparing ...");
        trial.awaitEnd(job, load.sent());
        maintain(job);
        Outcome outcome = Trial.settled(job, expected, UnaryOperator.identity());
        differences = new ArrayList<>(expected.differences(outcome));
        if (outcome.uncounted() != 0) {
          differences.add(outcome.uncounted() + " records are not counted, or counted twice");
        }
      }
      return new Report(
          load.sent(), seconds, sampler.samples(), faults, faultSeconds, differences, stop.asked());
    } catch (ExecutionException failed) {
      throw Failure.because(Failure.reason(failed), failed);
    } finally {
      sender.shutdownNow();
    }
  }

  /**
   * As every hour of {@code up} does. A commit every two seconds leaves so many files of deletes
   * that reading all of them for each file of rows would take longer than the soak.
   */
  private static void maintain(ShopJob job) {
    Catalog catalog = OfflineCatalog.open(job.warehouse().properties());
    try {
      Maintenance maintenance =
          new Maintenance(catalog, job.definition().project(), Upkeep.DEFAULT);
      maintenance.maintain(maintenance.tables(), () -> false, Soak::check);
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static void check(Maintained done) {
    done.failure()
        .ifPresent(
            failure -> {
              throw Failure.because(done.table() + " cannot be maintained: " + failure);
            });
  }

  private void disturb(ShopJob job, Sampler sampler, Future<?> sent, StopSignal stop)
      throws Exception {
    while (!sent.isDone() && !stop.asked()) {
      int pause =
          LEAST_PAUSE_SECONDS + random.nextInt(MOST_PAUSE_SECONDS - LEAST_PAUSE_SECONDS + 1);
      Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
      Duration lasting = Duration.ofSeconds(1 + random.nextInt(MOST_SECONDS));
      if (!paused(pause, sent, stop)) {
        return;
      }
      double seconds = sampler.seconds();
      String length = fault.isOverAtOnce() ? "" : ", " + lasting.toSeconds() + " s";
      progress.printf(Locale.ROOT, "%4.0f s  %s%s%n", seconds, fault.description(), length);
      faults.merge(fault.description(), 1, Integer::sum);
      faultSeconds.add(seconds);
      fault.disturbance().happen(cluster, job, lasting);
      job.awaitRunning();
    }
  }

  /** Waits; whether there is still something to disturb. */
  private static boolean paused(int seconds, Future<?> sent, StopSignal stop) {
    for (int i = 0; i < seconds && !sent.isDone(); i++) {
      if (stop.await(1_000)) {
        return false;
      }
    }
    return !sent.isDone();
  }
}
