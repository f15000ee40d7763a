package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.feed.Broker;
import io.portrait.job.JobConfig;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kafka, Redis, the warehouse and Flink of one run, each embedded or given by its address. */
final class Parts implements AutoCloseable {

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final PlaceOptions places;
  private final DataDirectory directory;
  private @Nullable EmbeddedKafka kafka;
  private @Nullable EmbeddedRedis redis;
  private @Nullable EmbeddedFlink flink;

  private Parts(PlaceOptions places, DataDirectory directory) {
    this.places = places;
    this.directory = directory;
  }

  /**
   * Starts what is embedded and sees that the rest answers.
   *
   * @param project whose rows Redis holds
   * @param checkpoints where the job's checkpoints lie
   * @param restarts how often a failing job is started again; -1 for ever
   * @param say takes a line for each part
   * @throws Failure or an online store's exception if a part cannot be used; nothing is left behind
   */
  static Parts start(
      PlaceOptions places,
      DataDirectory directory,
      String project,
      Path checkpoints,
      int restarts,
      Consumer<String> say) {
    Parts parts = new Parts(places, directory);
    try {
      Folders.delete(directory.temporary());
      parts.startRedis(project, say);
      parts.startKafka(say);
      say.accept("Warehouse   " + parts.warehousePlace());
      parts.startFlink(checkpoints, restarts, say);
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** {@code host:port} of the broker. */
  String kafka() {
    return kafka == null ? given(places.kafka) : kafka.bootstrap();
  }

  /** The broker, and how to get in. */
  Broker broker() {
    return kafka == null ? places.broker(given(places.kafka)) : Broker.open(kafka.bootstrap());
  }

  /** What names the broker from run to run: the embedded one changes its port. */
  String kafkaName() {
    return kafka == null ? given(places.kafka) : "embedded";
  }

  /** Where profiles are. */
  RedisAddress redis() {
    return redis == null
        ? PlaceOptions.redisAddress(given(places.redis))
        : new RedisAddress(redis.uri(), "", "");
  }

  /** As the job wants it. */
  JobConfig.Redis jobRedis() {
    RedisAddress address = redis();
    return new JobConfig.Redis(address.uri(), address.user(), address.password(), address.tls());
  }

  /** Where the history is. */
  String warehousePlace() {
    return places.warehouse == null ? directory.warehouse().toString() : places.warehouse;
  }

  /** As the job wants it. */
  Map<String, String> warehouse() {
    try {
      return places.warehouse == null
          ? OfflineCatalog.local(directory.warehouse())
          : OfflineCatalog.at(places.warehouse);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.reason(e));
    }
  }

  /** Where the job runs. */
  EmbeddedFlink flink() {
    if (flink == null) {
      throw new IllegalStateException("Flink was not started");
    }
    return flink;
  }

  /** Why an embedded part gave up, once one has. */
  Optional<String> failure() {
    if (redis != null && !redis.running()) {
      return Optional.of("redis-server has stopped: see " + directory.redis().resolve("redis.log"));
    }
    return Optional.ofNullable(kafka)
        .flatMap(EmbeddedKafka::failure)
        .map(reason -> "Kafka has stopped: " + reason);
  }

  /** Stops what was started, the last first. */
  @Override
  public void close() {
    @Nullable Failure failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        failure = Failure.because("a part did not stop cleanly: " + Failure.reason(e), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    Folders.delete(directory.temporary());
  }

  private void startRedis(String project, Consumer<String> say) {
    if (places.redis == null) {
      redis = EmbeddedRedis.start(directory.redis(), 0);
      started.push(redis);
    }
    OnlineStore.connect(redis(), project).close();
    say.accept("Redis       " + redis().uri() + ", profiles under " + project + ":profile:{user}");
  }

  private void startKafka(Consumer<String> say) {
    if (places.kafka == null) {
      kafka = EmbeddedKafka.start(directory.kafka(), 0);
      started.push(kafka);
    }
    say.accept("Kafka       " + kafka());
  }

  private void startFlink(Path checkpoints, int restarts, Consumer<String> say) {
    try {
      Files.createDirectories(directory.temporary());
    } catch (IOException e) {
      throw Failure.because(directory.temporary() + ": " + Failure.reason(e), e);
    }
    OptionalInt metricsPort = places.metricsPort();
    flink =
        EmbeddedFlink.start(
            new EmbeddedFlink.Settings(
                places.parallelism,
                places.port == null ? 0 : places.port,
                places.checkpointInterval,
                restarts,
                checkpoints,
                Logs.file(directory.logs()),
                directory.temporary(),
                metricsPort));
    started.push(flink);
    say.accept("Dashboard   " + flink.dashboard());
    metricsPort.ifPresent(at -> say.accept("Metrics     http://127.0.0.1:" + at + "/metrics"));
  }

  private static String given(@Nullable String address) {
    if (address == null) {
      throw new IllegalStateException("neither started nor given");
    }
    return address;
  }
}
