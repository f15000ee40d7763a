package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.KeptProcess;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What can go wrong around a job, and be undone. */
public enum Fault {
  TASK_MANAGER_KILLED(
      "kill -9 of a TaskManager",
      (cluster, job, lasting) -> {
        taskManager(cluster).kill();
        cluster.flink().startTaskManager();
      }),
  TASK_MANAGER_PAUSED(
      "a TaskManager that stands still (SIGSTOP)",
      (cluster, job, lasting) -> {
        KeptProcess paused = taskManager(cluster);
        paused.pause();
        sleep(lasting);
        paused.resume();
      }),
  JOB_MANAGER_KILLED(
      "kill -9 of the JobManager",
      (cluster, job, lasting) -> {
        cluster.flink().jobManager().kill();
        cluster.flink().startJobManager();
      }),
  KAFKA_KILLED(
      "kill -9 of the Kafka broker",
      (cluster, job, lasting) -> {
        cluster.kafka().process().kill();
        sleep(lasting);
        cluster.kafka().restart();
      }),
  KAFKA_CUT_OFF(
      "Kafka cannot be reached",
      (cluster, job, lasting) -> {
        cluster.kafkaWire().cut();
        sleep(lasting);
        cluster.kafkaWire().mend();
      }),
  REDIS_KILLED(
      "kill -9 of redis-server, its rows lost",
      (cluster, job, lasting) -> {
        cluster.redis().process().kill();
        sleep(lasting);
        cluster.redis().restart();
      }),
  REDIS_SLOW(
      "Redis answers half a second late",
      (cluster, job, lasting) -> {
        cluster.redisWire().delay(Duration.ofMillis(500));
        sleep(lasting);
        cluster.redisWire().mend();
      }),
  REDIS_REFUSING(
      "Redis refuses connections",
      (cluster, job, lasting) -> {
        cluster.redisWire().cut();
        sleep(lasting);
        cluster.redisWire().mend();
      }),
  CATALOG_LOCKED(
      "the Iceberg catalog is locked",
      (cluster, job, lasting) -> {
        AutoCloseable lock = job.warehouse().lock();
        sleep(lasting);
        lock.close();
      }),
  CATALOG_GONE(
      "the Iceberg catalog is gone",
      (cluster, job, lasting) -> {
        AutoCloseable hidden = job.warehouse().hide();
        sleep(lasting);
        hidden.close();
      }),
  DISK_FULL(
      "no room left where checkpoints go",
      (cluster, job, lasting) -> {
        AutoCloseable full = FullDisk.over(job.checkpointFolder());
        try {
          awaitFailedCheckpoint(job);
          sleep(lasting);
        } finally {
          full.close();
        }
      }),
  CHECKPOINT_CORRUPTED(
      "the latest checkpoint is damaged on disk, and all TaskManagers die",
      (cluster, job, lasting) -> new DamagedCheckpoint(cluster, job).happen());

  private static final Duration FAILS_WITHIN = Duration.ofMinutes(3);

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // without state, all of them
  private final Disturbance disturbance;

  Fault(String description, Disturbance disturbance) {
    this.description = description;
    this.disturbance = disturbance;
  }

  /** In words. */
  public String description() {
    return description;
  }

  /** As commands call it: {@code task-manager-killed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether there is nothing to it that lasts. */
  public boolean isOverAtOnce() {
    return this == TASK_MANAGER_KILLED
        || this == JOB_MANAGER_KILLED
        || this == CHECKPOINT_CORRUPTED;
  }

  /** What happens; returns once it has been undone. */
  public Disturbance disturbance() {
    return disturbance;
  }

  /** The one that has been there longest; all of them run tasks of the job. */
  private static KeptProcess taskManager(PortraitCluster cluster) {
    Iterator<KeptProcess> all = cluster.flink().taskManagers().values().iterator();
    if (!all.hasNext()) {
      throw Failure.because("there is no TaskManager");
    }
    return all.next();
  }

  private static void awaitFailedCheckpoint(ShopJob job) {
    int failed = job.failedCheckpoints();
    Waiting.until(
        "a failed checkpoint", FAILS_WITHIN, () -> true, () -> job.failedCheckpoints() > failed);
  }

  private static void sleep(Duration lasting) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(lasting.toMillis());
  }
}
