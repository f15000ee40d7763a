package io.portrait.cli.audit;

import io.portrait.audit.EventHistory;
import io.portrait.audit.Refusals;
import io.portrait.cli.Failure;
import io.portrait.cli.feed.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The file that was replayed or fed. */
public final class FileLog implements EventLog {

  private final Path path;
  private final Optional<String> topic;
  private final BooleanSupplier isStopped;
  private volatile double progress;
  private boolean isRead;

  /**
   * A file, plain, gzip or zstd.
   *
   * @param topic through which it was fed, where that is known
   * @param isStopped whether somebody asked to stop
   */
  public FileLog(Path path, Optional<String> topic, BooleanSupplier isStopped) {
    this.path = path;
    this.topic = topic;
    this.isStopped = isStopped;
  }

  @Override
  public void readInto(EventHistory history) {
    if (isRead) {
      return;
    }
    long now = System.currentTimeMillis();
    try (FileSource file = FileSource.open(path)) {
      for (byte[] line = file.next(); line != null; line = file.next()) {
        history.take(line, Refusals.keyOf(line), 0, now);
        progress = file.progress();
        if (isStopped.getAsBoolean()) {
          throw Failure.because("stopped");
        }
      }
    } catch (IOException e) {
      throw Failure.because(Failure.reason(e), e);
    }
    isRead = true;
  }

  @Override
  public Optional<String> topic() {
    return topic;
  }

  @Override
  public boolean isByPlace() {
    return false;
  }

  @Override
  public double progress() {
    return progress;
  }

  @Override
  public void close() {
    // Each reading opens the file and closes it.
  }
}
