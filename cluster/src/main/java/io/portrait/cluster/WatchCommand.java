package io.portrait.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.cli.Failure;
import io.portrait.cli.StopSignal;
import io.portrait.job.Tally;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import io.portrait.shop.ShopTraffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster/run watch}. */
@Command(
    name = "watch",
    description = {
      "Run a generated shop on a cluster of processes until Ctrl-C, and let it be disturbed: type a"
          + " fault and Enter; an empty line lists them."
    })
final class WatchCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 3_000;
  private static final Duration FAULT_LASTS = Duration.ofSeconds(20);

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Option(names = "--minutes", paramLabel = "N", description = "Stop by itself then.")
  private double minutes = Double.POSITIVE_INFINITY;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "200",
      description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  WatchCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws Exception {
    if (!(rate > 0 && rate <= 100_000) || !(minutes > 0)) {
      throw Failure.wrongUse("--rate: over 0 and at most 100,000; --minutes: over 0");
    }
    return options.in(this::run);
  }

  private int run(Path folder) throws Exception {
    err.println("starting ZooKeeper, Redis, Kafka and Flink in " + folder + " ...");
    ExecutorService threads = Executors.newCachedThreadPool(WatchCommand::daemon);
    try (StopSignal stop = StopSignal.open();
        PortraitCluster cluster = PortraitCluster.start(folder, Map.of())) {
      ShopJob job = ShopJob.prepare(cluster, "watch", 0, ShopJob.definitions());
      err.println("submitting the job ...");
      job.start();
      out.println("dashboard  " + cluster.flink().rest().address());
      out.println("Kafka      " + cluster.bootstrap() + ", topic " + job.topic());
      out.println("Redis      " + job.redis().uri());
      out.println("history    " + job.warehouse().directory());
      out.println("type a fault and Enter; an empty line lists them; Ctrl-C ends everything");
      Future<?> fed = threads.submit(() -> feed(job));
      threads.execute(() -> listen(cluster, job));
      long end = System.nanoTime() + (long) Math.min(Long.MAX_VALUE / 4.0, minutes * 60e9);
      while (!stop.await(LOOK_MILLIS) && System.nanoTime() < end) {
        out.println(look(job));
        if (fed.isDone()) {
          fed.get();
        }
      }
      err.println("stopping ...");
    } finally {
      threads.shutdownNow();
    }
    return Failure.DONE;
  }

  private void feed(ShopJob job) {
    Instant now = Instant.now();
    ShopTraffic traffic = new ShopGenerator(1, ShopRates.DEFAULT).from(now);
    traffic.setEventsPerSecond(rate, now);
    try (Load load = job.load(Double.POSITIVE_INFINITY)) {
      while (!Thread.currentThread().isInterrupted()) {
        long early = traffic.nextMillis() - System.currentTimeMillis();
        if (early > 0) {
          // Interrupted, it returns at once, and the loop ends.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(early));
        } else {
          load.send(traffic.next());
        }
      }
    }
  }

  private void listen(PortraitCluster cluster, ShopJob job) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isBlank()) {
          out.println(
              Arrays.stream(Fault.values())
                  .map(fault -> "  %-22s %s".formatted(fault.label(), fault.description()))
                  .collect(Collectors.joining("\n")));
        } else {
          disturb(cluster, job, line);
        }
      }
    } catch (IOException closed) {
      // Nobody asks for anything any more.
    }
  }

  private void disturb(PortraitCluster cluster, ShopJob job, String label) {
    try {
      Fault fault = FaultsCommand.of(label);
      out.println("now: " + fault.description());
      fault.disturbance().happen(cluster, job, FAULT_LASTS);
      out.println("over: " + fault.description());
    } catch (Exception failed) {
      err.println("cluster: " + Failure.reason(failed));
    }
  }

  private static String look(ShopJob job) {
    try {
      Map<String, Long> counts = job.counts();
      JsonNode latest = job.checkpoints().path("latest").path("completed");
      return String.format(
          Locale.ROOT,
          "%-10s %,d events in, %,d rows written, %,d users, %d failures, checkpoint %d of %,d KB",
          job.state().toLowerCase(Locale.ROOT),
          counts.getOrDefault(Tally.EVENTS_IN, 0L),
          counts.getOrDefault(Tally.ROWS_WRITTEN, 0L),
          counts.getOrDefault(Tally.USERS, 0L),
          job.failures(),
          latest.path("id").asLong(),
          latest.path("state_size").asLong() / 1_024);
    } catch (RuntimeException away) {
      return "the JobManager does not answer: " + Failure.reason(away);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "watch");
    thread.setDaemon(true);
    return thread;
  }
}
