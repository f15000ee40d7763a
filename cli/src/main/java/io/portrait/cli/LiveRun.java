package io.portrait.cli;

import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.embedded.RunningJob.Sight;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.Topic;
import io.portrait.cli.status.Status;
import io.portrait.cli.status.StatusScreen;
import io.portrait.cli.status.StatusView;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.Tally;
import io.portrait.job.sink.KafkaTopics;
import io.portrait.online.OnlineStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The live job of {@code up}: goes on where it was, is shown, and stops with a savepoint. */
final class LiveRun {

  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final Duration SAVEPOINT_WITHIN = Duration.ofMinutes(2);

  private final Console console;
  private final PlaceOptions places;
  private final DataDirectory directory;
  private final Definitions definitions;
  private final Parts parts;
  private final LiveReader reader;
  private final StopSignal stop;
  private final Speed speed = new Speed();
  private boolean saidHow;

  /**
   * What is fed.
   *
   * @param events a file
   * @param rate of a made-up shop, events a second
   */
  record Feed(Optional<Path> events, Optional<Double> rate) {}

  LiveRun(
      Console console,
      PlaceOptions places,
      DataDirectory directory,
      Definitions definitions,
      Parts parts,
      LiveReader reader,
      StopSignal stop) {
    this.console = console;
    this.places = places;
    this.directory = directory;
    this.definitions = definitions;
    this.parts = parts;
    this.reader = reader;
    this.stop = stop;
  }

  /**
   * Runs until a stop is asked for.
   *
   * @throws Failure if something fails meanwhile; the state is saved first where that is possible
   */
  void run(String topicName, Feed feed) {
    try (Topic topic = Topic.of(parts.broker(), topicName)) {
      boolean wasThere = topic.exists();
      topic.make(places.parallelism);
      Optional<Path> resume = resume(topic, wasThere);
      RunState state = directory.state();
      RunningJob job = parts.flink().submit(draw(topicName, state.live()), resume);
      directory.publish(endpoints(topicName));
      Feeder feeder =
          new Feeder(
              topic, FeedPositions.load(directory.feed()), definitions.definition().events());
      try (Feeding feeding = Feeding.start(feeder, feed, directory, stop)) {
        watch(job, topic, state, feeding);
        feeding.end();
        save(job, state);
        feeding.check();
      }
    }
  }

  /** Finds where the job was, and writes down how it begins or goes on. */
  private Optional<Path> resume(Topic topic, boolean wasThere) {
    RunState before = directory.state();
    String source = parts.kafkaName() + "/" + topic.name();
    String project = definitions.definition().project();
    Optional<Path> resume =
        wasThere && before.continues(source, project)
            ? ResumePoint.newest(before.savepoint(), directory.checkpoints())
            : Optional.empty();
    if (resume.isPresent()) {
      directory.save(before.resumed());
      console.out().println("Goes on     from " + directory.root().relativize(resume.get()));
    } else {
      // What is left there belongs to another job and must not be taken for this one's.
      Folders.delete(directory.checkpoints());
      Folders.delete(directory.savepoints());
      directory.save(before.begun(source, project, Topic.total(topic.beginnings())));
    }
    return resume;
  }

  private StreamExecutionEnvironment draw(String topicName, long generation) {
    String project = definitions.definition().project();
    StreamExecutionEnvironment environment = parts.flink().environment("portrait " + project);
    JobConfig config =
        new JobConfig(
            definitions.definition(),
            definitions.text(),
            // A job that begins anew reads the topic anew: it shares no offsets with the one
            // before.
            new JobConfig.Kafka(
                parts.kafka(),
                topicName,
                "portrait-" + project + "-" + generation,
                false,
                JobConfig.Kafka.DEFAULT_ALERTS,
                JobConfig.Kafka.DEFAULT_CHANGES,
                parts.broker().properties()),
            parts.jobRedis(),
            parts.warehouse(),
            places.embedding(),
            new ImportedModels(directory.root(), definitions.definition()).all(),
            generation,
            UserNames.required(definitions.definition()));
    try {
      new KafkaTopics(config).ensure(definitions.definition());
    } catch (IllegalArgumentException e) {
      throw Failure.because(Failure.reason(e), e);
    }
    ProfileJob.draw(environment, config);
    return environment;
  }

  private Endpoints endpoints(String topicName) {
    return new Endpoints(
        ProcessHandle.current().pid(),
        parts.kafka(),
        topicName,
        parts.redis().uri(),
        parts.warehousePlace(),
        parts.flink().dashboard().toString(),
        reader.address());
  }

  private void watch(RunningJob job, Topic topic, RunState state, Feeding feeding) {
    StatusScreen screen =
        new StatusScreen(
            console.out(),
            new StatusView(parts.flink().dashboard().toString()),
            console.terminal());
    screen.say("Running     Ctrl-C stops and saves");
    while (!stop.await(LOOK_EVERY_MILLIS)) {
      checkParts();
      Sight sight = job.look();
      if (sight.state().isGloballyTerminalState()) {
        job.result().join();
        throw Failure.because("the job has ended by itself");
      }
      screen.show(status(sight, topic, state, feeding));
      if (!saidHow && sight.counters().getOrDefault(Tally.ROWS_WRITTEN, 0L) > 0) {
        sayHow(screen);
      }
    }
    screen.say("Stopping    with a savepoint; Ctrl-C again ends at once");
  }

  private Status status(Sight sight, Topic topic, RunState state, Feeding feeding) {
    long in = sight.counters().getOrDefault(Tally.EVENTS_IN, 0L);
    long read = in + erasures(sight.counters());
    long lag = Math.max(0, Topic.total(topic.ends()) - state.firstOffsets() - read);
    long age =
        sight
            .checkpoint()
            .map(checkpoint -> Duration.between(checkpoint.completed(), Instant.now()).toSeconds())
            .orElse(0L);
    String how = sight.state().name().toLowerCase(Locale.ROOT);
    return new Status(
        sight.failure().map(reason -> how + " (" + reason + ")").orElse(how),
        sight.counters(),
        speed.of(in),
        lag,
        feeding.progress(),
        sight.checkpoint(),
        age);
  }

  /** A command to copy, with a user who has a row. */
  private void sayHow(StatusScreen screen) {
    try (OnlineStore store =
        OnlineStore.connect(parts.redis(), definitions.definition().project())) {
      Iterator<String> users = store.users();
      if (users.hasNext()) {
        String user = users.next();
        Path data = places.dataDirectory;
        screen.say(
            "Try         ./portrait get "
                + quoted(user)
                + (data.equals(Path.of(".portrait"))
                    ? ""
                    : " --data-dir " + quoted(data.toString())));
        reader.example(user).ifPresent(curl -> screen.say("            " + curl));
        saidHow = true;
      }
    }
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9._/@-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** A job that has just started, or restarts, can be saved once all its tasks run. */
  private void save(RunningJob job, RunState state) {
    long deadline = System.nanoTime() + SAVEPOINT_WITHIN.toNanos();
    while (!job.runs()) {
      Sight sight = job.look();
      checkParts();
      if (sight.state().isGloballyTerminalState() || System.nanoTime() > deadline) {
        throw Failure.because(
            "no savepoint: the job is "
                + sight.state().name().toLowerCase(Locale.ROOT)
                + sight.failure().map(reason -> " (" + reason + ")").orElse("")
                + "; the next up goes on from the latest checkpoint");
      }
      pause();
    }
    boolean isWithoutTrace = hasErased(job, state);
    Path savepoint = job.stopWithSavepoint(directory.savepoints(), isWithoutTrace);
    long erased = erasures(job.result().join());
    directory.save(state.stopped(savepoint.toString(), isWithoutTrace ? erased : state.erased()));
    forget(savepoint);
    console.out().println("Savepoint   " + directory.root().relativize(savepoint));
    if (!isWithoutTrace && erased > state.erased()) {
      console
          .out()
          .println(
              "            A user was erased while it was taken: traces may be left in it"
                  + " until the next one");
    }
  }

  /** Counters come with heartbeats: an erasure of this very moment shows in the next but one. */
  private static boolean hasErased(RunningJob job, RunState state) {
    long deadline = System.nanoTime() + 2 * EmbeddedFlink.HEARTBEAT.toNanos();
    while (erasures(job.look().counters()) <= state.erased()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static long erasures(Map<String, Long> counters) {
    return counters.getOrDefault(Tally.USERS_ERASED, 0L);
  }

  private void checkParts() {
    parts
        .failure()
        .ifPresent(
            reason -> {
              throw Failure.because(reason);
            });
  }

  /** The newest savepoint holds everything: older ones and checkpoints only take up room. */
  private void forget(Path savepoint) {
    Folders.delete(directory.checkpoints());
    Folders.entries(directory.savepoints()).stream()
        .filter(other -> !other.equals(savepoint))
        .forEach(Folders::delete);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
