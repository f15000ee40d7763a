package io.portrait.cli.feed;

import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.EventFile;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of events that knows the time of its next record. It is open only while it is read: of
 * thousands of files, a day each, only those of one day are.
 */
final class TimedFile implements Closeable {

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private final Path path;
  private final EventParser parser;
  private final long fileBytes;
  private @Nullable EventFile open;
  private byte @Nullable [] next;
  private long time = Long.MIN_VALUE;
  private boolean isAtEnd;

  /**
   * Looks at the beginning of a file, and closes it again.
   *
   * @throws IOException if it is not there or cannot be read; the message is one line
   */
  TimedFile(Path path, EventParser parser) throws IOException {
    this.path = path;
    this.parser = parser;
    try (EventFile file = EventFile.open(path)) {
      fileBytes = Files.size(path);
      byte[] record = file.next();
      isAtEnd = record == null;
      time = record == null ? Long.MAX_VALUE : timeOf(parser, record, time);
    }
  }

  /** Whether it has no more record. */
  boolean isAtEnd() {
    return isAtEnd;
  }

  /** The time of the next record; of one that says none, that of the one before it. */
  long time() {
    return time;
  }

  /** Takes the next record; there is one. */
  byte[] take() throws IOException {
    EventFile file = open;
    if (file == null) {
      file = EventFile.open(path);
      open = file;
      next = file.next();
    }
    byte[] taken = next;
    if (taken == null) {
      throw new IOException(path + " changes while it is read");
    }
    next = file.next();
    isAtEnd = next == null;
    if (next != null) {
      time = timeOf(parser, next, time);
    }
    return taken;
  }

  /** Its bytes, as it lies on the disk. */
  long bytes() {
    return fileBytes;
  }

  /** How many of them have been read. */
  double bytesRead() {
    return isAtEnd ? fileBytes : open == null ? 0 : open.progress() * fileBytes;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }

  /** The time of a record, epoch milliseconds. */
  static long timeOf(EventParser parser, byte[] record, long otherwise) {
    // No clock: an event of the future has its time like any other.
    ParsedEvent parsed = parser.parse(record, NOWHERE, Long.MAX_VALUE);
    if (parsed instanceof Event event) {
      return event.timeMillis();
    }
    return parsed instanceof Erasure erasure ? erasure.timeMillis() : otherwise;
  }
}
