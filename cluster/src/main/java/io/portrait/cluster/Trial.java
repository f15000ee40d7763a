package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.job.Tally;
import io.portrait.online.OnlineStore;
import io.portrait.shop.GeneratedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * A job that runs over the events of a shop while something goes wrong, and is compared to one that
 * nothing happened to.
 */
public final class Trial {

  private static final Duration GOES_ON_WITHIN = Duration.ofMinutes(5);
  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(5);

  /** More than the window step holds its watermark back by. */
  private static final Duration SPREAD = Duration.ofSeconds(10);

  /** Longer than a fault lasts events still come: silence is then the fault's doing. */
  private static final double AROUND_SECONDS = 10;

  private static final double PER_SECOND = 300;

  private final PortraitCluster cluster;
  private final ShopEvents events;
  private int databases;

  /** Trials of the same events on one cluster. */
  public Trial(PortraitCluster cluster, ShopEvents events) {
    this.cluster = cluster;
    this.events = events;
  }

  /**
   * What was seen.
   *
   * @param outcome what was left
   * @param silence the longest after the beginning of the disturbance
   * @param failures of the job, as its last JobManager knows them
   */
  public record Result(Outcome outcome, FirstOutput.Silence silence, int failures) {}

  /** How many records each run sees. */
  public int records() {
    return events.records().size();
  }

  /** A run that nothing happens to, as fast as it goes: how fast is no part of the outcome. */
  public Outcome undisturbed() throws Exception {
    ShopJob job = prepare("undisturbed", ShopJob.definitions());
    job.start();
    try (Load load = job.load(Double.POSITIVE_INFINITY)) {
      load.send(events.records());
      load.end(events.end());
      return settled(job, load.sent());
    } finally {
      job.cancel();
    }
  }

  /** A run over the definitions that come with this module, in which something goes wrong. */
  public Result disturbed(String name, Disturbance disturbance, Duration lasting, Outcome expected)
      throws Exception {
    return disturbed(
        name, ShopJob.definitions(), disturbance, lasting, expected, UnaryOperator.identity());
  }

  /**
   * A run in which something goes wrong in the middle, while events come in and after a checkpoint.
   *
   * @param name of the run
   * @param definitions the definition file
   * @param lasting how long it goes wrong, where it is not over at once
   * @param expected what is to be left, which is waited for; when it does not come, what is there
   *     is returned
   * @param view of what was left, where it is not expected to be the same in everything
   */
  public Result disturbed(
      String name,
      String definitions,
      Disturbance disturbance,
      Duration lasting,
      Outcome expected,
      UnaryOperator<Outcome> view)
      throws Exception {
    ShopJob job = prepare(name, definitions);
    job.start();
    List<GeneratedRecord> all = events.records();
    int third = all.size() / 3;
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (Load load = job.load(PER_SECOND);
        FirstOutput watch = FirstOutput.watch(job)) {
      load.send(all.subList(0, third));
      load.arrive();
      Waiting.until("a first row", GOES_ON_WITHIN, () -> true, () -> watch.outputs() > 0);
      job.awaitCheckpoint();

      load.pace(Math.min(PER_SECOND, third / (lasting.toSeconds() + AROUND_SECONDS)));
      Future<?> sent = sender.submit(() -> load.send(all.subList(third, 2 * third)));
      long before = watch.outputs();
      Waiting.until("rows under load", GOES_ON_WITHIN, () -> true, () -> watch.outputs() > before);
      long struck = System.nanoTime();
      disturbance.happen(cluster, job, lasting);
      long undone = System.nanoTime();
      sent.get();
      load.pace(PER_SECOND);
      load.send(all.subList(2 * third, all.size()));
      Waiting.until("a row after it", GOES_ON_WITHIN, () -> true, () -> watch.since(undone));
      FirstOutput.Silence silence = watch.longestAfter(struck);
      awaitEveryone(job);
      load.end(events.end());
      return new Result(settled(job, expected, view), silence, job.failures());
    } catch (ExecutionException failed) {
      throw Failure.because(Failure.reason(failed), failed);
    } finally {
      sender.shutdownNow();
      job.cancel();
    }
  }

  /** A job of its own, not started. */
  ShopJob prepare(String name, String definitions) throws Exception {
    return ShopJob.prepare(cluster, name, databases++, definitions);
  }

  /** What is left once every task has seen the end of time, and nothing changes any more. */
  private Outcome settled(ShopJob job, long sent) {
    awaitEnd(job, sent);
    List<Outcome> seen = new ArrayList<>();
    Waiting.until(
        "an end to what " + job.topic() + " brings",
        SETTLES_WITHIN,
        () -> true,
        () -> {
          job.awaitCheckpoint();
          seen.add(Outcome.of(job));
          int last = seen.size() - 1;
          return last > 0 && seen.get(last).differences(seen.get(last - 1)).isEmpty();
        });
    return seen.get(seen.size() - 1);
  }

  /** What is left once it is what is expected; else what there is when patience has ended. */
  static Outcome settled(ShopJob job, Outcome expected, UnaryOperator<Outcome> view) {
    long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
    Outcome outcome = view.apply(Outcome.of(job));
    while (!expected.differences(outcome).isEmpty() && System.nanoTime() < deadline) {
      job.awaitCheckpoint();
      outcome = view.apply(Outcome.of(job));
    }
    return outcome;
  }

  /**
   * Waits until whoever has an event has a row. Once time has gone on everybody's row is written
   * for what has left a window, and one that was lost would be there, whoever brought it back.
   */
  void awaitEveryone(ShopJob job) {
    Set<String> users = events.users();
    Waiting.until(
        "a row of every user of " + job.topic(),
        GOES_ON_WITHIN,
        () -> true,
        () -> {
          try (OnlineStore store = OnlineStore.connect(job.redis(), job.definition().project())) {
            Set<String> there = new HashSet<>();
            store.users().forEachRemaining(there::add);
            return there.containsAll(users);
          }
        });
  }

  /** Waits until every record has been read and event time has passed the last. */
  void awaitEnd(ShopJob job, long sent) {
    long lateness = job.definition().events().maxOutOfOrderness().toMillis();
    Instant end = events.end().minusMillis(lateness).minus(SPREAD);
    Waiting.until(
        "the end of time of " + job.topic(),
        SETTLES_WITHIN,
        () -> true,
        () ->
            job.watermark() >= end.toEpochMilli()
                && job.counts().getOrDefault(Tally.EVENTS_IN, 0L) == sent);
  }
}
