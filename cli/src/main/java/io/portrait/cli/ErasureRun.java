package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.erase.Place;
import io.portrait.cli.erase.Receipt;
import io.portrait.cli.erase.ReceiptView;
import io.portrait.cli.feed.Broker;
import io.portrait.cli.status.Numbers;
import io.portrait.definition.Definition;
import io.portrait.erasure.ErasedUsers;
import io.portrait.erasure.Erasures;
import io.portrait.erasure.TableReport.Remaining;
import io.portrait.erasure.WarehouseErasure;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.RedisAddress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where an erasure takes place: in a running {@code up}, on a cluster, or with nothing running. */
final class ErasureRun {

  private static final Duration DAY = Duration.ofDays(1);
  private static final String EMBEDDED = "embedded/";
  private static final int RESTARTS = 3;

  private final Console console;
  private final PlaceOptions places;
  private final Definitions definitions;
  private final Wishes wishes;

  /**
   * How it is to be done.
   *
   * @param topic of events, where a Kafka is given
   * @param timeout for the job
   * @param orphansOlderThan null for what is usual
   * @param deleteSavepoints that hold a user
   */
  record Wishes(
      String topic,
      Duration timeout,
      @Nullable Duration orphansOlderThan,
      boolean deleteSavepoints) {}

  ErasureRun(Console console, PlaceOptions places, Definitions definitions, Wishes wishes) {
    this.console = console;
    this.places = places;
    this.definitions = definitions;
    this.wishes = wishes;
  }

  private Definition definition() {
    return definitions.definition();
  }

  /** Erases users. */
  Receipt erase(List<String> ids) {
    ErasureSteps steps = new ErasureSteps(console, definition(), ids, wishes.timeout());
    if (places.kafka != null) {
      return onCluster(steps);
    }
    Optional<Endpoints> running = running();
    if (running.isPresent()) {
      return whileRunning(steps, running.get());
    }
    directory().requireOwnTables(definition().project());
    try (DataDirectory directory = DataDirectory.open(places.dataDirectory)) {
      RunState state = directory.state();
      boolean resumes =
          state.live() >= 0
              && state.project().equals(definition().project())
              && ResumePoint.newest(state.savepoint(), directory.checkpoints()).isPresent();
      if (!resumes) {
        return withoutJob(steps, directory);
      }
      if (!state.source().startsWith(EMBEDDED)) {
        throw Failure.because(
            "this data directory's job reads from "
                + state.source()
                + ": start its up again, then erase while it runs");
      }
      return resumed(steps, directory, state.source().substring(EMBEDDED.length()));
    }
  }

  /** Says what is there. */
  List<String> look(List<String> ids) {
    ErasureSteps steps = new ErasureSteps(console, definition(), ids, wishes.timeout());
    List<Place> found = new ArrayList<>();
    Optional<Endpoints> running = running();
    if (places.kafka != null || running.isPresent()) {
      String warehouse = places.kafka != null ? given(places.warehouse) : running.get().warehouse();
      String redis = places.kafka != null ? given(places.redis) : running.get().redis();
      found.addAll(steps.look(at(warehouse), Optional.of(PlaceOptions.redisAddress(redis))));
    } else {
      try (DataDirectory directory = DataDirectory.open(places.dataDirectory)) {
        if (Files.isDirectory(directory.redis())) {
          try (EmbeddedRedis redis = EmbeddedRedis.start(directory.redis(), 0)) {
            found.addAll(
                steps.look(
                    OfflineCatalog.local(directory.warehouse()),
                    Optional.of(new RedisAddress(redis.uri(), "", ""))));
          }
        } else {
          found.addAll(steps.look(OfflineCatalog.local(directory.warehouse()), Optional.empty()));
        }
      }
    }
    if (places.kafka == null) {
      found.add(directory().search(steps.names(), false, false));
    }
    Receipt receipt =
        new Receipt(
            product(),
            definition().project(),
            definition().hash(),
            "",
            steps.at(),
            Instant.now(),
            Map.of(),
            found);
    List<String> lines = new ArrayList<>();
    lines.add(
        "would erase "
            + (ids.size() == 1 ? "1 user" : Numbers.count(ids.size()) + " users")
            + " of "
            + definition().project()
            + " from");
    lines.addAll(ReceiptView.lines(receipt).subList(1, ReceiptView.lines(receipt).size()));
    return lines;
  }

  /** Finishes what earlier erasures had to leave. */
  Receipt due() {
    Optional<Endpoints> running = running();
    Map<String, String> warehouse =
        places.warehouse != null
            ? at(places.warehouse)
            : running.isPresent()
                ? at(running.get().warehouse())
                : OfflineCatalog.local(places.dataDirectory.resolve("warehouse"));
    boolean isOurs = places.warehouse == null && running.isEmpty();
    if (isOurs) {
      DataDirectory directory = DataDirectory.open(places.dataDirectory);
      try {
        return due(warehouse, Duration.ZERO);
      } finally {
        directory.close();
      }
    }
    return due(warehouse, DAY);
  }

  private Receipt due(Map<String, String> warehouse, Duration leftovers) {
    Instant start = Instant.now();
    Duration olderThan = wishes.orphansOlderThan() == null ? leftovers : wishes.orphansOlderThan();
    List<Place> done =
        ErasureSteps.inWarehouse(
            warehouse,
            catalog -> {
              Erasures erasures = Erasures.of(catalog, definition().project());
              WarehouseErasure erasure =
                  new WarehouseErasure(
                      catalog,
                      definition().project(),
                      definition().events(),
                      ErasedUsers.remembered(erasures.salt(), erasures.knownAt()),
                      Set.of(),
                      UserNames.required(definition()));
              erasure.pass();
              erasure.endHistory(Instant.now(), definition().erasure().history());
              return erasure
                  .search(
                      Instant.now(),
                      definition().erasure().history(),
                      olderThan,
                      (table, files) -> {})
                  .stream()
                  .map(report -> Place.of(report, Instant.now()))
                  .toList();
            });
    return new Receipt(
        product(),
        definition().project(),
        definition().hash(),
        "what earlier erasures had left",
        start,
        Instant.now(),
        Map.of(),
        done);
  }

  private Receipt onCluster(ErasureSteps steps) {
    Map<String, String> warehouse = at(given(places.warehouse));
    RedisAddress redis = PlaceOptions.redisAddress(given(places.redis));
    byRunningJob(
        steps, places.broker(given(places.kafka)), wishes.topic(), warehouse, redis, () -> false);
    steps.add(
        new Place(
            "checkpoints, savepoints",
            Map.of(),
            Instant.now(),
            List.of(
                new Remaining(
                    "those of before",
                    "take a canonical savepoint, then delete older ones: they hold the users, and"
                        + " RocksDB keeps deleted keys in its files for a while",
                    null,
                    false))));
    return steps.receipt(product(), "by the job on the cluster");
  }

  private Receipt whileRunning(ErasureSteps steps, Endpoints running) {
    if (running.topic().startsWith(ReplayRun.TOPIC)) {
      throw Failure.because("a replay is running here: erase when it has ended");
    }
    byRunningJob(
        steps,
        places.broker(running.kafka()),
        running.topic(),
        at(running.warehouse()),
        PlaceOptions.redisAddress(running.redis()),
        () -> running().isEmpty());
    directory().deleteIndex();
    steps.add(directory().search(steps.names(), true, true));
    return steps.receipt(product(), "by the running job");
  }

  private void byRunningJob(
      ErasureSteps steps,
      Broker kafka,
      String topic,
      Map<String, String> warehouse,
      RedisAddress redis,
      Supplier<Boolean> hasEnded) {
    steps.prepare(warehouse, redis);
    try (StopSignal stop = StopSignal.open()) {
      steps.tell(kafka, topic, warehouse, () -> stop.asked() || hasEnded.get());
    }
    steps.checkRedis(redis);
    steps.eraseHistory(
        warehouse, true, wishes.orphansOlderThan() == null ? DAY : wishes.orphansOlderThan());
    steps.add(topicPlace(topic));
  }

  /** Brings the job up without anything to feed it with, for as long as it takes. */
  private Receipt resumed(ErasureSteps steps, DataDirectory directory, String topic) {
    Logs.to(directory.logs());
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Console quiet = new Console(nowhere, console.err(), false);
    console.err().println("erasing     bringing the stopped job up for it");
    try (StopSignal stop = StopSignal.open();
        Parts parts =
            Parts.start(
                places,
                directory,
                definition().project(),
                directory.checkpoints(),
                RESTARTS,
                line -> {})) {
      // The job makes the table where it is missing, for a data directory of an older version.
      AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
      Thread teller =
          new Thread(
              () -> {
                try {
                  awaitEndpoints(stop);
                  steps.prepare(parts.warehouse(), parts.redis());
                  steps.tell(parts.broker(), topic, parts.warehouse(), stop::asked);
                } catch (RuntimeException e) {
                  failure.set(e);
                } finally {
                  stop.ask();
                }
              },
              "portrait-erase");
      teller.setDaemon(true);
      teller.start();
      try {
        new LiveRun(quiet, places, directory, definitions, parts, LiveReader.none(), stop)
            .run(topic, new LiveRun.Feed(Optional.empty(), Optional.empty()));
      } finally {
        stop.ask();
        join(teller);
      }
      RuntimeException thrown = failure.get();
      if (thrown != null) {
        throw thrown;
      }
      steps.checkRedis(parts.redis());
      steps.eraseHistory(parts.warehouse(), false, ownOrphans());
    }
    directory().deleteIndex();
    steps.add(topicPlace(topic));
    steps.add(directory().search(steps.names(), false, true));
    return steps.receipt(product(), "by the stopped job, brought up for it");
  }

  /** What a replay left has no job and no state. */
  private Receipt withoutJob(ErasureSteps steps, DataDirectory directory) {
    if (!Files.isDirectory(directory.redis())) {
      throw Failure.because("nothing to erase in " + places.dataDirectory + ": nothing ever ran");
    }
    Map<String, String> warehouse = OfflineCatalog.local(directory.warehouse());
    try (EmbeddedRedis redis = EmbeddedRedis.start(directory.redis(), 0)) {
      RedisAddress address = new RedisAddress(redis.uri(), "", "");
      new JoblessErasure(definition(), steps).run(warehouse, address, directory.state());
      steps.checkRedis(address);
      steps.eraseHistory(warehouse, false, ownOrphans());
    }
    directory().deleteIndex();
    steps.add(directory().search(steps.names(), false, true));
    return steps.receipt(product(), "without a job");
  }

  private void awaitEndpoints(StopSignal stop) {
    while (running().isEmpty()) {
      if (stop.await(50)) {
        throw Failure.because("stopped before the job ran; nothing was erased");
      }
    }
  }

  private Place topicPlace(String topic) {
    return new Place(
        "Kafka",
        Map.of(),
        Instant.now(),
        List.of(
            new Remaining(
                "topics " + topic + ", churn-alerts, segment-changes",
                "records stay for the topics' retention; the tombstone keeps them from bringing a"
                    + " user back",
                null,
                false)));
  }

  private ErasureDirectory directory() {
    return new ErasureDirectory(places.dataDirectory, wishes.deleteSavepoints());
  }

  private Optional<Endpoints> running() {
    return DataDirectory.endpoints(places.dataDirectory);
  }

  private Duration ownOrphans() {
    return wishes.orphansOlderThan() == null ? Duration.ZERO : wishes.orphansOlderThan();
  }

  private static Map<String, String> at(String warehouse) {
    try {
      return OfflineCatalog.at(warehouse);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.reason(e));
    }
  }

  private static String given(@Nullable String address) {
    if (address == null) {
      throw new IllegalStateException("checked before");
    }
    return address;
  }

  private static String product() {
    return new Portrait.Version().getVersion()[0];
  }

  private static void join(Thread thread) {
    try {
      thread.join(TimeUnit.MINUTES.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
