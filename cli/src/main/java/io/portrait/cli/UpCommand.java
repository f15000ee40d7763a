package io.portrait.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: everything on this machine, live, until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Run everything, live, until Ctrl-C; the next up on the same data directory goes on.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  private static final double DEFAULT_RATE = 200;
  private static final double MAX_RATE = 100_000;
  private static final int FOR_EVER = -1;

  private final Console console;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PlaceOptions places;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "What to compute (default: the definitions of a shop).")
  private @Nullable Path definitions;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "user-events",
      description = "Where events come from (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String topic;

  @ArgGroup private @Nullable Feed feed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private LiveReader.Options http;

  /** What is fed; with a Kafka of one's own and neither of both, nothing. */
  static final class Feed {
    @Option(
        names = "--events",
        paramLabel = "F",
        description = "Feed a file of events, plain, .gz or .zst.")
    @Nullable Path events;

    @Option(
        names = "--generate",
        paramLabel = "RATE",
        description =
            "Feed a made-up shop: 30 days of its past at once, then so many events a second"
                + " (default: 200, unless --events or --kafka is given).")
    @Nullable Double rate;
  }

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    places.check();
    Definitions known = Definitions.of(definitions);
    Models.check(known.definition());
    UserNames.check(known.definition());
    LiveRun.Feed source = source();
    http.check();
    try (DataDirectory directory = DataDirectory.open(places.dataDirectory);
        StopSignal stop = StopSignal.open()) {
      Path log = Logs.to(directory.logs());
      console
          .out()
          .println("Definitions " + known.name() + ", project " + known.definition().project());
      console.out().println("Data        " + directory.root() + ", log " + log);
      known.keep(directory.definitions());
      try (Parts parts =
              Parts.start(
                  places,
                  directory,
                  known.definition().project(),
                  directory.checkpoints(),
                  FOR_EVER,
                  console.out()::println);
          LiveReader reader =
              LiveReader.start(http, known.definition(), parts.redis(), console.out()::println);
          Caretaker caretaker = new Caretaker(parts.warehouse(), known.definition().project())) {
        caretaker.begin();
        new LiveRun(console, places, directory, known, parts, reader, stop).run(topic, source);
      }
      console.out().println("Stopped.");
    }
    return Failure.DONE;
  }

  private LiveRun.Feed source() {
    Optional<Path> events = Optional.ofNullable(feed).map(given -> given.events);
    Optional<Double> rate = Optional.ofNullable(feed).map(given -> given.rate);
    if (events.isPresent() && !Files.isReadable(events.get())) {
      throw Failure.because("no such file: " + events.get());
    }
    if (rate.isPresent() && !(rate.get() > 0 && rate.get() <= MAX_RATE)) {
      throw Failure.wrongUse("--generate: over 0 and at most 100,000 events a second");
    }
    if (events.isEmpty() && rate.isEmpty() && places.kafka == null) {
      rate = Optional.of(DEFAULT_RATE);
    }
    return new LiveRun.Feed(events, rate);
  }
}
