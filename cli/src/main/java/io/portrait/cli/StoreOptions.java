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
    return read(run, redis, definition().project(), work);
  }

  /**
   * As {@link #read(Function)}, for a command that has other options, too.
   *
   * @param redis to ask instead of the data directory's; null for that
   */
  static <T> T read(
      RunOptions run, @Nullable String redis, String project, Function<OnlineStore, T> work) {
    if (redis != null) {
      return in(PlaceOptions.redisAddress(redis), project, work);
    }
    long deadline = System.nanoTime() + WAIT_FOR_OTHER.toNanos();
    while (true) {
      Optional<Endpoints> running = DataDirectory.endpoints(run.dataDirectory);
      if (running.isPresent()) {
        return in(PlaceOptions.redisAddress(running.get().redis()), project, work);
      }
      Optional<DataDirectory> free = DataDirectory.tryOpen(run.dataDirectory);
      if (free.isPresent()) {
        return inStopped(run, free.get(), project, work);
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

  private static <T> T inStopped(
      RunOptions run, DataDirectory directory, String project, Function<OnlineStore, T> work) {
    try (directory) {
      if (!Files.isDirectory(directory.redis())) {
        throw Failure.because(
            "no profiles in " + run.dataDirectory + ": start with portrait up, or give --redis");
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
