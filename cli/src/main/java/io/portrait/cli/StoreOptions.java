package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.definition.Definition;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose profiles a command reads, and in which Redis they are. */
final class StoreOptions {

  private static final Duration WAIT_FOR_OTHER = Duration.ofSeconds(10);

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".portrait",
      description = "The data directory of up or replay (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path dataDirectory;

  @Option(
      names = "--redis",
      paramLabel = "redis://HOST:PORT",
      description = "A Redis to ask instead; credentials as for up.")
  private @Nullable String redis;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "Whose project is asked for (default: the data directory's latest run's).")
  private @Nullable Path definitions;

  /** The data directory that is read; empty where a Redis is given instead. */
  Optional<Path> dataDirectory() {
    return redis == null ? Optional.of(dataDirectory) : Optional.empty();
  }

  /**
   * What the rows were computed by.
   *
   * @throws Failure if there is no data directory
   * @throws io.portrait.definition.DefinitionException if the definitions are wrong
   */
  Definition definition() {
    if (redis == null && !Files.isDirectory(dataDirectory)) {
      throw Failure.because(
          "no data directory " + dataDirectory + ": start with portrait up, or give --redis");
    }
    Path kept = dataDirectory.resolve("definitions.yaml");
    Path file = definitions;
    if (file == null && redis == null && Files.exists(kept)) {
      file = kept;
    }
    return Definitions.of(file).definition();
  }

  /**
   * Does something with the profiles. Asks the run that has the data directory; where none has,
   * starts its Redis for so long.
   *
   * @throws Failure if there is no Redis to ask
   * @throws io.portrait.online.OnlineStoreException if it cannot be reached, or refuses
   */
  <T> T read(Function<OnlineStore, T> work) {
    String project = definition().project();
    if (redis != null) {
      return in(PlaceOptions.redisAddress(redis), project, work);
    }
    long deadline = System.nanoTime() + WAIT_FOR_OTHER.toNanos();
    while (true) {
      Optional<Endpoints> running = DataDirectory.endpoints(dataDirectory);
      if (running.isPresent()) {
        return in(PlaceOptions.redisAddress(running.get().redis()), project, work);
      }
      Optional<DataDirectory> free = DataDirectory.tryOpen(dataDirectory);
      if (free.isPresent()) {
        return inStopped(free.get(), project, work);
      }
      // Another command has it for a moment, or a run is starting.
      if (System.nanoTime() > deadline) {
        throw Failure.because(
            "data directory "
                + dataDirectory
                + " is in use, but nothing serves from it yet: try again in a moment");
      }
      pause();
    }
  }

  private <T> T inStopped(DataDirectory directory, String project, Function<OnlineStore, T> work) {
    try (directory) {
      if (!Files.isDirectory(directory.redis())) {
        throw Failure.because(
            "no profiles in " + dataDirectory + ": start with portrait up, or give --redis");
      }
      try (EmbeddedRedis stopped = EmbeddedRedis.start(directory.redis(), 0)) {
        return in(new RedisAddress(stopped.uri(), "", ""), project, work);
      }
    }
  }

  private static <T> T in(RedisAddress address, String project, Function<OnlineStore, T> work) {
    try (OnlineStore store = OnlineStore.connect(address, project)) {
      return work.apply(store);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }
}
