package io.portrait.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.cli.Failure;
import io.portrait.cli.Folders;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.online.OnlineStore;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long checkpoints, savepoints and restores of so many users take, and how large they are: the
 * whole job on a cluster of processes, RocksDB with incremental checkpoints on a local disk.
 */
final class StateSizes {

  private static final Duration SAVES_WITHIN = Duration.ofMinutes(15);
  private static final Duration CONSUMES_WITHIN = Duration.ofMinutes(60);
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(10);
  private static final double UNBOUNDED = 1e9;

  /** Of all users, who have an event between two checkpoints at rest. */
  private static final int BUSY_PERCENT = 1;

  private final PortraitCluster cluster;
  private final ShopJob job;
  private final Visits visits;
  private final int users;
  private final PrintStream err;
  private int later;

  StateSizes(PortraitCluster cluster, ShopJob job, int users, int eventsPerUser, PrintStream err) {
    this.cluster = cluster;
    this.job = job;
    this.users = users;
    this.err = err;
    visits = new Visits(users, eventsPerUser);
  }

  /** Measures everything; a line each, with its name. */
  Map<String, String> run() throws IOException {
    Map<String, String> figures = new TreeMap<>();
    job.start();
    fill(figures);
    busyCheckpoint(figures);
    String canonical = savepoint("CANONICAL", figures);
    String nativeOne = savepoint("NATIVE", figures);
    String checkpoint = latestCheckpoint();
    killed(figures);
    restore("canonical savepoint", canonical, figures);
    restore("native savepoint", nativeOne, figures);
    restore("retained checkpoint", checkpoint, figures);
    job.cancel();
    return figures;
  }

  private void fill(Map<String, String> figures) {
    long started = System.nanoTime();
    List<JsonNode> during = new ArrayList<>();
    try (Load load = job.load(UNBOUNDED)) {
      for (long number = 0; number < visits.count(); number++) {
        load.send(visits.record(number));
      }
      load.arrive();
      err.printf("%,d events of %,d users are on the topic%n", visits.count(), users);
      Waiting.until(
          "the end of the topic",
          CONSUMES_WITHIN,
          () -> !job.state().equals("FAILED"),
          () -> {
            addNew(during, job.checkpoints().path("history"));
            return job.counts().getOrDefault("events_accepted", 0L) >= visits.count();
          });
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    figures.put("1 events/s while it was filled", number(visits.count() / seconds));
    figures.put("2 checkpoints while it was filled: seconds", range(during, "end_to_end_duration"));
    figures.put("2 checkpoints while it was filled: MB new", megabytes(during));
  }

  private static void addNew(List<JsonNode> seen, JsonNode history) {
    for (JsonNode each : history) {
      if (each.path("status").asText().equals("COMPLETED")
          && seen.stream().noneMatch(known -> known.path("id").equals(each.path("id")))) {
        seen.add(each);
      }
    }
  }

  /** A checkpoint after an event of one user in a hundred. */
  private void busyCheckpoint(Map<String, String> figures) {
    job.awaitCheckpoint();
    try (Load load = job.load(UNBOUNDED)) {
      for (int user = 0; user < users; user += 100 / BUSY_PERCENT) {
        load.send(visits.later(visits.user(user), later++));
      }
      load.arrive();
    }
    Waiting.until(
        "the events of one user in a hundred",
        CONSUMES_WITHIN,
        () -> true,
        () -> job.counts().getOrDefault("events_accepted", 0L) >= visits.count() + later);
    job.awaitCheckpoint();
    JsonNode latest = job.checkpoints().path("latest").path("completed");
    figures.put("3 checkpoint at rest: state, MB", megabytes(latest.path("state_size").asLong()));
    figures.put(
        "3 checkpoint at rest: MB new", megabytes(latest.path("checkpointed_size").asLong()));
    figures.put(
        "3 checkpoint at rest: seconds",
        seconds(latest.path("end_to_end_duration").asLong() * 1_000_000));
  }

  private String savepoint(String format, Map<String, String> figures) throws IOException {
    FlinkRest rest = cluster.flink().rest();
    long started = System.nanoTime();
    String request =
        rest.post(
                "/jobs/" + job.id() + "/savepoints",
                Map.of("cancel-job", false, "formatType", format))
            .path("request-id")
            .asText();
    JsonNode[] answer = new JsonNode[1];
    Waiting.until(
        "a savepoint",
        SAVES_WITHIN,
        () -> true,
        () -> {
          answer[0] = rest.json("/jobs/" + job.id() + "/savepoints/" + request);
          return answer[0].path("status").path("id").asText().equals("COMPLETED");
        });
    String location = answer[0].path("operation").path("location").asText();
    if (location.isEmpty()) {
      throw Failure.because("no savepoint: " + answer[0].path("operation"));
    }
    String name = "4 " + format.toLowerCase(Locale.ROOT) + " savepoint: ";
    long bytes = sizeOf(Path.of(URI.create(location)));
    figures.put(name + "seconds", seconds(System.nanoTime() - started));
    figures.put(name + "MB", megabytes(bytes));
    figures.put(name + "bytes a user", number((double) bytes / users));
    return location;
  }

  private String latestCheckpoint() {
    job.awaitCheckpoint();
    return job.checkpoints().path("latest").path("completed").path("external_path").asText();
  }

  /** From kill -9 of a TaskManager to the row of an event that was sent then. */
  private void killed(Map<String, String> figures) throws IOException {
    KeptProcess worker = cluster.flink().taskManagers().values().iterator().next();
    worker.kill();
    long killed = System.nanoTime();
    cluster.flink().startTaskManager();
    figures.put("5 kill -9 of a TaskManager: seconds to a new row", seconds(answered(killed)));
  }

  private void restore(String name, String from, Map<String, String> figures) throws IOException {
    job.cancel();
    long started = System.nanoTime();
    job.start(from);
    figures.put("6 restore from a " + name + ": seconds", seconds(System.nanoTime() - started));
    figures.put("6 restore from a " + name + ": seconds to a new row", seconds(answered(started)));
  }

  /** Sends an event of a new user, and waits for the row. */
  private long answered(long since) {
    String probe = "probe-" + later;
    try (Load load = job.load(UNBOUNDED)) {
      load.send(visits.later(probe, later++));
      load.arrive();
    }
    try (OnlineStore store = OnlineStore.connect(job.redis(), job.definition().project())) {
      Waiting.until("a new row", ANSWERS_WITHIN, () -> true, () -> store.get(probe).isPresent());
    }
    return System.nanoTime() - since;
  }

  private static long sizeOf(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : Folders.files(folder, Integer.MAX_VALUE)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static String range(List<JsonNode> checkpoints, String field) {
    long[] sorted =
        checkpoints.stream().mapToLong(each -> each.path(field).asLong()).sorted().toArray();
    return sorted.length == 0
        ? "none completed"
        : String.format(
            Locale.ROOT,
            "%.1f in the middle, %.1f at most, of %d",
            sorted[sorted.length / 2] / 1e3,
            sorted[sorted.length - 1] / 1e3,
            sorted.length);
  }

  private static String megabytes(List<JsonNode> checkpoints) {
    @Nullable JsonNode largest =
        checkpoints.stream()
            .max(
                (one, other) ->
                    Long.compare(
                        one.path("checkpointed_size").asLong(),
                        other.path("checkpointed_size").asLong()))
            .orElse(null);
    return largest == null
        ? "none completed"
        : megabytes(largest.path("checkpointed_size").asLong()) + " at most";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
