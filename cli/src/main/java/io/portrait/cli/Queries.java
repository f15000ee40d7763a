package io.portrait.cli;

import io.portrait.query.QueryEngine;
import io.portrait.query.QueryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/**
 * Work of the query engine, in a folder that is gone afterwards: shows how far it is, and ends at
 * Ctrl-C without a trace.
 */
final class Queries {

  private static final long POLL_MILLIS = 100;

  /** Above this a statement is about to end, or does not know. */
  private static final double NEARLY_DONE = 99.5;

  private final QueryEngine engine;
  private final Path folder;
  private volatile String step = "starting";

  private Queries(QueryEngine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /**
   * Does some work.
   *
   * @param out the file that is to be written: what does not fit into memory goes beside it
   * @param memoryBytes the most memory that is taken, beside Java's
   * @throws Failure if it was stopped, or a statement could not be executed
   */
  static <T> T run(Console console, Path out, long memoryBytes, Function<Queries, T> work) {
    try (TemporaryFolder folder = TemporaryFolder.beside(out, ".portrait-");
        QueryEngine engine = QueryEngine.open(folder.path(), memoryBytes);
        StopSignal stop = StopSignal.open()) {
      Queries queries = new Queries(engine, folder.path());
      Thread watch = new Thread(() -> cancelWhenAsked(stop, engine), "portrait-stop");
      watch.setDaemon(true);
      watch.start();
      try {
        return Progress.ifLong(console, queries::words, () -> work.apply(queries));
      } catch (QueryException e) {
        throw stop.asked()
            ? Failure.interrupted("stopped: nothing was written")
            : Failure.because(Failure.oneLine(e.getMessage()), e);
      } finally {
        watch.interrupt();
      }
    }
  }

  private static void cancelWhenAsked(StopSignal stop, QueryEngine engine) {
    while (!Thread.currentThread().isInterrupted()) {
      if (stop.await(POLL_MILLIS)) {
        if (stop.asked()) {
          engine.cancel();
        }
        return;
      }
    }
  }

  private String words() {
    double percent = engine.percentDone();
    return percent <= 0 || percent > NEARLY_DONE
        ? step + " ..."
        : step + String.format(Locale.ROOT, ": %.0f %%", percent);
  }

  /** Says what is done from now on. */
  void step(String words) {
    step = words;
  }

  /** What executes statements. */
  QueryEngine engine() {
    return engine;
  }

  /** For working files. */
  Path folder() {
    return folder;
  }
}
