package io.portrait.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.status.ProfileView;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import io.portrait.yaml.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get USER...}: profiles as they are served. */
@Command(
    name = "get",
    description = "Print profiles as Redis serves them; up need not run.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

  private static final Duration WAIT_FOR_OTHER = Duration.ofSeconds(10);

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "USER", description = "User ids.")
  @SuppressWarnings("NullAway.Init")
  private List<String> users;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "NAME",
      description = "Only these columns: views_7d,tags")
  private List<String> features = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

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

  GetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (redis != null) {
      return print(PlaceOptions.redisAddress(redis));
    }
    return withDataDirectory();
  }

  /** Asks the run that has the directory; where none has, starts its Redis for a moment. */
  private int withDataDirectory() {
    if (!Files.isDirectory(dataDirectory)) {
      throw Failure.because(
          "no data directory " + dataDirectory + ": start with portrait up, or give --redis");
    }
    long deadline = System.nanoTime() + WAIT_FOR_OTHER.toNanos();
    while (true) {
      Optional<Endpoints> running = DataDirectory.endpoints(dataDirectory);
      if (running.isPresent()) {
        return print(PlaceOptions.redisAddress(running.get().redis()));
      }
      Optional<DataDirectory> free = DataDirectory.tryOpen(dataDirectory);
      if (free.isPresent()) {
        return withStoppedRedis(free.get());
      }
      // Another get has it for a moment, or a run is starting.
      if (System.nanoTime() > deadline) {
        throw Failure.because(
            "data directory " + dataDirectory + " is in use, but nothing serves from it yet");
      }
      pause();
    }
  }

  private int withStoppedRedis(DataDirectory directory) {
    try (directory) {
      if (!Files.isDirectory(directory.redis())) {
        throw Failure.because(
            "no profiles in " + dataDirectory + ": start with portrait up, or give --redis");
      }
      try (EmbeddedRedis stopped = EmbeddedRedis.start(directory.redis(), 0)) {
        return print(new RedisAddress(stopped.uri(), "", ""));
      }
    }
  }

  private int print(RedisAddress address) {
    Path kept = dataDirectory.resolve("definitions.yaml");
    Path file = definitions != null ? definitions : redis == null ? kept : null;
    boolean known = definitions != null || (file != null && Files.exists(file));
    String project = Definitions.of(known ? file : null).definition().project();
    int code = Failure.DONE;
    try (OnlineStore store = OnlineStore.connect(address, project)) {
      List<Optional<StoredProfile>> profiles = store.getAll(users);
      for (int i = 0; i < users.size(); i++) {
        if (profiles.get(i).isPresent()) {
          print(profiles.get(i).get());
        } else {
          console.complain("no profile for '" + users.get(i) + "'");
          code = Failure.FAILED;
        }
      }
    }
    return code;
  }

  private void print(StoredProfile profile) {
    ObjectNode values = ProfileJson.of(profile.row(), profile.schema());
    Function<String, Failure> unknown =
        name -> {
          List<String> offered = new ArrayList<>();
          values.fieldNames().forEachRemaining(offered::add);
          return Failure.wrongUse("no feature '" + name + "'" + NearestName.hint(name, offered));
        };
    for (String name : features) {
      if (!values.has(name)) {
        throw unknown.apply(name);
      }
    }
    if (json) {
      console.out().println(only(values));
    } else {
      ProfileView.lines(profile, features, Instant.now()).forEach(console.out()::println);
    }
  }

  private ObjectNode only(ObjectNode values) {
    if (!features.isEmpty()) {
      List<String> wanted = new ArrayList<>(features);
      wanted.add("user_id");
      values.retain(wanted);
    }
    return values;
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
