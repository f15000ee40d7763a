package io.portrait.cli;

import io.portrait.cli.audit.EventLog;
import io.portrait.cli.audit.FileLog;
import io.portrait.cli.audit.TopicLog;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.feed.Broker;
import io.portrait.definition.Definition;
import io.portrait.online.OnlineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which rows an audit looks at, and where the events are that they were made of. */
final class AuditPlaces {

  private static final String EMBEDDED = "embedded/";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions run;

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "The configuration that a job on a cluster was started with: says where all of it is, in"
              + " place of the options below.")
  private @Nullable Path config;

  private @Nullable JobPlaces job;

  @Option(
      names = "--redis",
      paramLabel = "redis://HOST:PORT",
      description = "A Redis to ask instead; credentials as for up.")
  private @Nullable String redis;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR|URL",
      description =
          "An Iceberg warehouse to read instead: a folder, or the http(s):// address of a REST"
              + " catalog.")
  private @Nullable String warehouse;

  @Option(
      names = "--events",
      paramLabel = "F",
      description =
          "The file that was replayed, plain, .gz or .zst (default: the topic that up reads; a"
              + " replay leaves none).")
  private @Nullable Path events;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "A Kafka that holds the events.")
  private @Nullable String kafka;

  @Option(
      names = "--kafka-properties",
      paramLabel = "F",
      description =
          "Client properties of a Kafka that is not the embedded one, such as SASL and TLS; secrets"
              + " as ${env:NAME} or ${file:PATH}.")
  private @Nullable Path kafkaProperties;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "user-events",
      description = "With --kafka: the events' topic (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String topic;

  /**
   * Checks what picocli cannot.
   *
   * @throws Failure if options do not go together, or a file is not there
   */
  void check() {
    if (config != null && (redis != null || warehouse != null || kafka != null || events != null)) {
      throw Failure.wrongUse(
          "--config says where Redis, the warehouse and the events are: leave --redis, --warehouse,"
              + " --kafka and --events out");
    }
    if (events != null && kafka != null) {
      throw Failure.wrongUse("--events and --kafka: one of both");
    }
    if (events != null && !Files.isReadable(events)) {
      throw Failure.because("no such file: " + events);
    }
    if (redis != null && events == null && kafka == null) {
      throw Failure.wrongUse("--redis: give the events too, with --events or --kafka");
    }
  }

  /** What the rows were computed by. */
  Definition definition() {
    return config == null ? run.definition(redis, "--redis") : job(config).definition();
  }

  /** Does something with the served rows. */
  <T> T store(Function<OnlineStore, T> work) {
    return config == null ? new StoreOptions(run, redis).read(work) : job(config).store(work);
  }

  /** Reads an offline table; empty where there is none, or nobody says where. */
  <T> Optional<T> table(String name, Function<Table, T> work) {
    if (config != null) {
      return job(config).table(name, work);
    }
    return redis != null && warehouse == null
        ? Optional.empty()
        : new WarehouseOptions(run, warehouse).read(name, work);
  }

  /** The generation of the rows that the events belong to; empty where only rows can tell. */
  OptionalLong generation() {
    long generation = redis == null && config == null ? state().generation() : -1;
    return generation < 0 ? OptionalLong.empty() : OptionalLong.of(generation);
  }

  /** Whether a job is at work, so that another look may show more. */
  boolean isLive() {
    return running().isPresent() || kafka != null || config != null;
  }

  /** Whether there may be events that have not been read by the job. */
  boolean isGrowing() {
    return events == null || running().isPresent();
  }

  /**
   * Opens the events.
   *
   * @param isStopped whether somebody asked to stop
   * @throws Failure if there are none to be had
   */
  EventLog open(BooleanSupplier isStopped) {
    if (config != null) {
      return job(config).events(isStopped);
    }
    if (events != null) {
      return new FileLog(events, topicOfFile(), isStopped);
    }
    if (kafka != null) {
      return TopicLog.open(broker(kafka), topic, isStopped, () -> {});
    }
    if (running().isPresent()) {
      Endpoints endpoints = running().get();
      return TopicLog.open(broker(endpoints.kafka()), endpoints.topic(), isStopped, () -> {});
    }
    RunState state = state();
    if (state.generation() != state.live() || state.source().isEmpty()) {
      throw Failure.because(
          "the newest rows were made by a replay, which keeps no events: give its file with"
              + " --events");
    }
    if (!state.source().startsWith(EMBEDDED)) {
      int slash = state.source().lastIndexOf('/');
      return TopicLog.open(
          broker(state.source().substring(0, slash)),
          state.source().substring(slash + 1),
          isStopped,
          () -> {});
    }
    EmbeddedKafka stopped = EmbeddedKafka.start(run.dataDirectory.resolve("kafka"), 0);
    try {
      return TopicLog.open(
          Broker.open(stopped.bootstrap()),
          state.source().substring(EMBEDDED.length()),
          isStopped,
          stopped::close);
    } catch (RuntimeException e) {
      stopped.close();
      throw e;
    }
  }

  private Broker broker(String bootstrap) {
    return Broker.of(bootstrap, kafkaProperties, System.getenv());
  }

  /** Through which topic the file went: the job knows its records by that. */
  private Optional<String> topicOfFile() {
    if (redis != null) {
      return Optional.empty();
    }
    if (running().isPresent()) {
      return running().map(Endpoints::topic);
    }
    RunState state = state();
    return Optional.of(
        state.generation() == state.live()
            ? state.source().substring(state.source().lastIndexOf('/') + 1)
            : ReplayRun.topicOf(definition().project(), state.generation()));
  }

  /** Read once, the environment's secrets with it. */
  private JobPlaces job(Path file) {
    if (job == null) {
      job = JobPlaces.of(file, System.getenv());
    }
    return job;
  }

  private Optional<Endpoints> running() {
    return redis == null && config == null
        ? DataDirectory.endpoints(run.dataDirectory)
        : Optional.empty();
  }

  private RunState state() {
    return DataDirectory.state(run.dataDirectory);
  }
}
