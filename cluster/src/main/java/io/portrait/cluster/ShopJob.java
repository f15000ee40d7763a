package io.portrait.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.io.Resources;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.online.RedisAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job on a {@link PortraitCluster}, over a topic, a Redis database and a warehouse of its own.
 */
public final class ShopJob {

  /** Of the topic. */
  public static final int PARTITIONS = 2;

  private static final int PARALLELISM = 2;
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);

  private final PortraitCluster cluster;
  private final String name;
  private final int database;
  private final Definition definition;
  private final Warehouse warehouse;
  private final Path configuration;
  private volatile @Nullable String id;

  private ShopJob(
      PortraitCluster cluster,
      String name,
      int database,
      Definition definition,
      Warehouse warehouse,
      Path configuration) {
    this.cluster = cluster;
    this.name = name;
    this.database = database;
    this.definition = definition;
    this.warehouse = warehouse;
    this.configuration = configuration;
  }

  /** The definition file that comes with this module. */
  public static String definitions() {
    try {
      return Resources.toString(
          Resources.getResource(ShopJob.class, "shop.yaml"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("shop.yaml is not in the jar", e);
    }
  }

  /**
   * Makes its topic and writes what it is told.
   *
   * @param name of this run, letters and hyphens
   * @param database of Redis, one that no other run has
   * @param definitions a definition file
   */
  public static ShopJob prepare(
      PortraitCluster cluster, String name, int database, String definitions) throws IOException {
    Definition definition = DefinitionFile.parse(definitions, "shop.yaml");
    Path folder = Files.createDirectories(cluster.directory().resolve("jobs").resolve(name));
    Files.writeString(folder.resolve("shop.yaml"), definitions);
    Warehouse warehouse = Warehouse.in(folder.resolve("warehouse"));
    Path configuration =
        Files.writeString(
            folder.resolve("portrait.yaml"),
            """
            definitions: shop.yaml
            kafka:
              bootstrap: %s
              topic: events-%s
              group: %s
              alerts_topic: alerts-%s
              changes_topic: changes-%s
            redis: {uri: "%s/%d"}
            warehouse: "%s"
            embedding: {device: cpu, timeout: 20s}
            """
                .formatted(
                    cluster.bootstrap(),
                    name,
                    name,
                    name,
                    name,
                    cluster.redisUri(),
                    database,
                    warehouse.directory()));
    ShopJob job = new ShopJob(cluster, name, database, definition, warehouse, configuration);
    try (Topic topic = Topic.of(cluster.bootstrap(), job.topic())) {
      topic.make(PARTITIONS);
    }
    return job;
  }

  /** Where its events come from. */
  public String topic() {
    return "events-" + name;
  }

  /** What it computes. */
  public Definition definition() {
    return definition;
  }

  /** Where it keeps history. */
  public Warehouse warehouse() {
    return warehouse;
  }

  /** What {@code flink run} is told. */
  public Path configuration() {
    return configuration;
  }

  /** Its database of Redis, past the wire. */
  public RedisAddress redis() {
    return new RedisAddress(cluster.redis().uri() + "/" + database, "", "");
  }

  /** A load on its topic. */
  public Load load(double perSecond) {
    return new Load(cluster.bootstrap(), topic(), PARTITIONS, perSecond);
  }

  /** Starts it; returns when all of its tasks run. */
  public void start() throws IOException {
    start(null);
  }

  /** Starts it from a savepoint or a retained checkpoint. */
  public void start(@Nullable String from) throws IOException {
    id =
        cluster
            .flink()
            .run(ClusterJar.path(), PARALLELISM, from, "--config", configuration.toString());
    awaitRunning();
  }

  /** As Flink names it. */
  public String id() {
    String known = id;
    if (known == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return known;
  }

  /** Returns when all of its tasks run. */
  public void awaitRunning() {
    Waiting.until("the job " + name, STARTS_WITHIN, () -> true, this::runs);
  }

  /** Whether all of its tasks run. */
  public boolean runs() {
    JsonNode job = cluster.flink().rest().json("/jobs/" + id());
    int running = 0;
    int all = 0;
    for (JsonNode vertex : job.path("vertices")) {
      running += vertex.path("tasks").path("RUNNING").asInt();
      all += vertex.path("parallelism").asInt();
    }
    return all > 0 && running == all;
  }

  /** How often it has failed since it was submitted, or since the JobManager came; 100 at most. */
  public int failures() {
    return cluster
        .flink()
        .rest()
        .json("/jobs/" + id() + "/exceptions?maxExceptions=100")
        .path("exceptionHistory")
        .path("entries")
        .size();
  }

  /** Its counts by name, exact, some seconds old. */
  public Map<String, Long> counts() {
    JsonNode all = cluster.flink().rest().json("/jobs/" + id() + "/accumulators");
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode each : all.path("user-task-accumulators")) {
      if (each.path("type").asText().equals("LongCounter")) {
        counts.put(each.path("name").asText(), each.path("value").asLong());
      }
    }
    return counts;
  }

  /** What Flink says of its checkpoints. */
  public JsonNode checkpoints() {
    return cluster.flink().rest().json("/jobs/" + id() + "/checkpoints");
  }

  /** Completed checkpoints since it was submitted, or since the JobManager came. */
  public int completedCheckpoints() {
    return checkpoints().path("counts").path("completed").asInt();
  }

  /** Checkpoints that have failed, likewise. */
  public int failedCheckpoints() {
    return checkpoints().path("counts").path("failed").asInt();
  }

  /** Returns when a checkpoint has completed that was not begun before now. */
  public void awaitCheckpoint() {
    long now = System.currentTimeMillis();
    Waiting.until(
        "a checkpoint of " + name,
        STARTS_WITHIN,
        () -> true,
        () ->
            checkpoints().path("latest").path("completed").path("trigger_timestamp").asLong()
                >= now);
  }

  /** The least watermark of all tasks, epoch milliseconds; the least long while one has none. */
  public long watermark() {
    FlinkRest rest = cluster.flink().rest();
    long least = Long.MAX_VALUE;
    for (JsonNode vertex : rest.json("/jobs/" + id()).path("vertices")) {
      String path = "/jobs/" + id() + "/vertices/" + vertex.path("id").asText() + "/watermarks";
      for (JsonNode task : rest.json(path)) {
        least = Math.min(least, task.path("value").asLong(Long.MIN_VALUE));
      }
    }
    return least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }

  /** Ends it without a savepoint; its latest checkpoints stay. */
  public void cancel() {
    FlinkRest rest = cluster.flink().rest();
    rest.patch("/jobs/" + id() + "?mode=cancel");
    Waiting.until(
        "the end of " + name,
        ENDS_WITHIN,
        () -> true,
        () -> List.of("CANCELED", "FAILED", "FINISHED").contains(state()));
  }

  /** As Flink names it. */
  public String state() {
    return cluster.flink().rest().json("/jobs/" + id()).path("state").asText();
  }

  /** Where its checkpoints are. */
  public Path checkpointFolder() {
    return cluster.flink().directory().resolve("checkpoints").resolve(id());
  }
}
