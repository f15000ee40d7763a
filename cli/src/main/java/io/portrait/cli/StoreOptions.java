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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose profiles a command reads, and in which Redis they are. */
final class StoreOptions {

  private static final Duration WAIT_FOR_OTHER = Duration.ofSeconds(10);

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions run;

  @Option(
      names = "--redis",
      paramLabel = "redis://HOST:PORT",
      description = "A Redis to ask instead; credentials as for up.")
  private @Nullable String redis;

  StoreOptions() {}

  /**
   * Of a command that has these options in other places.
   *
   * @param redis null where it is the data directory's
   */
  @SuppressWarnings("NullAway.Init") // the mixin is given
  StoreOptions(RunOptions run, @Nullable String redis) {
    this.run = run;
    this.redis = redis;
  }

  /** The data directory that is read; empty where a Redis is given instead. */
  Optional<Path> dataDirectory() {
    return redis == null ? Optional.of(run.dataDirectory) : Optional.empty();
  }

  /**
   * What the rows were computed by.
   *
   * @throws Failure if there is no data directory
   * @throws io.portrait.definition.DefinitionException if the definitions are wrong
   */
  Definition definition() {
    return run.definition(redis, "--redis");
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
    return at(
        address -> {
          try (OnlineStore store = OnlineStore.connect(address, project)) {
            return work.apply(store);
          }
        });
  }

  /**
   * Does something with the Redis that {@link #read} reads.
   *
   * @throws Failure if there is no Redis to ask
   */
  <T> T at(Function<RedisAddress, T> work) {
    if (redis != null) {
      return work.apply(PlaceOptions.redisAddress(redis));
    }
    long deadline = System.nanoTime() + WAIT_FOR_OTHER.toNanos();
    while (true) {
      Optional<Endpoints> running = DataDirectory.endpoints(run.dataDirectory);
      if (running.isPresent()) {
        return work.apply(PlaceOptions.redisAddress(running.get().redis()));
      }
      Optional<DataDirectory> free = DataDirectory.tryOpen(run.dataDirectory);
      if (free.isPresent()) {
        return atStopped(free.get(), work);
      }
      // Another command has it for a moment, or a run is starting.
      if (System.nanoTime() > deadline) {
        throw Failure.because(
            "data directory "
                + run.dataDirectory
                + " is in use, but nothing serves from it yet: try again in a moment");
      }
      pause();
    }
  }

  private <T> T atStopped(DataDirectory directory, Function<RedisAddress, T> work) {
    try (directory) {
      if (!Files.isDirectory(directory.redis())) {
        throw Failure.because(
            "no profiles in " + run.dataDirectory + ": start with portrait up, or give --redis");
      }
      try (EmbeddedRedis stopped = EmbeddedRedis.start(directory.redis(), 0)) {
        return work.apply(new RedisAddress(stopped.uri(), "", ""));
      }
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
