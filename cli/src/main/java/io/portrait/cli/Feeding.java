package io.portrait.cli;

import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.ShopSource;
import io.portrait.cli.status.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The thread that feeds while a live job runs. */
final class Feeding implements AutoCloseable {

  private static final Duration END_WITHIN = Duration.ofSeconds(30);

  private final Feeder feeder;
  private final LiveRun.Feed feed;
  private final DataDirectory directory;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile String what = "";

  private Feeding(Feeder feeder, LiveRun.Feed feed, DataDirectory directory, StopSignal stop) {
    this.feeder = feeder;
    this.feed = feed;
    this.directory = directory;
    this.thread = new Thread(() -> run(stop), "portrait-feed");
    thread.setDaemon(true);
  }

  /** Starts feeding, if there is anything to feed; a failure asks for a stop. */
  static Feeding start(Feeder feeder, LiveRun.Feed feed, DataDirectory directory, StopSignal stop) {
    Feeding feeding = new Feeding(feeder, feed, directory, stop);
    feeding.thread.start();
    return feeding;
  }

  /** What is being fed and how far, a few words; empty when nothing is. */
  String progress() {
    if (what.isEmpty()) {
      return "";
    }
    double share = feeder.progress();
    return what
        + " "
        + Numbers.count(feeder.records())
        + (Double.isNaN(share) ? "" : String.format(Locale.ROOT, " (%.0f%%)", share * 100));
  }

  /** Ends feeding; everything that was fed is in the topic then. */
  void end() {
    feeder.stop();
    try {
      thread.join(END_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }

  /** Throws what made feeding end before its time. */
  void check() {
    RuntimeException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
  }

  private void run(StopSignal stop) {
    try {
      if (feed.events().isPresent()) {
        file(feed.events().get());
      } else if (feed.rate().isPresent()) {
        shop(feed.rate().get());
      }
    } catch (IOException e) {
      failure.set(Failure.because(Failure.reason(e), e));
      stop.ask();
    } catch (RuntimeException e) {
      failure.set(e);
      stop.ask();
    }
  }

  private void file(Path file) throws IOException {
    what = "feeding " + file.getFileName() + ":";
    try (FileSource source = FileSource.open(file)) {
      if (feeder.feed(source)) {
        what = "fed " + file.getFileName() + ":";
      }
    }
  }

  /** The past is made up once for a data directory; a present begins with each run. */
  private void shop(double rate) throws IOException {
    Path begun = directory.root().resolve("shop-begun");
    Path past = directory.root().resolve("shop-past");
    if (!Files.exists(past)) {
      if (!Files.exists(begun)) {
        Files.writeString(begun, Instant.now().toString());
      }
      what = "feeding 30 days of past:";
      try (ShopSource source = ShopSource.past(Instant.parse(Files.readString(begun)))) {
        if (!feeder.feed(source)) {
          return;
        }
      }
      Files.writeString(past, "");
    }
    what = "made up:";
    try (ShopSource source = ShopSource.live(Instant.now(), rate)) {
      feeder.feed(source);
    }
  }
}
