package io.portrait.cli.feed;

import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of many files as one source, by event time: whichever file's next record is the
 * earliest gives it, and of two the one named first. Each file's own order stays, so that files
 * that follow each other in time and files that lie beside each other, a shard each, both come out
 * in order, as far as they are in order themselves.
 */
public final class MergedFiles implements RecordSource {

  private final List<TimedFile> all;
  private final PriorityQueue<Integer> waiting;
  private final String name;

  private MergedFiles(List<TimedFile> all, String name) {
    this.all = all;
    this.name = name;
    waiting =
        new PriorityQueue<>(
            Comparator.<Integer>comparingLong(file -> all.get(file).time())
                .thenComparing(Comparator.naturalOrder()));
    for (int file = 0; file < all.size(); file++) {
      if (!all.get(file).isAtEnd()) {
        waiting.add(file);
      }
    }
  }

  /**
   * Looks at the beginning of each file.
   *
   * @throws IOException if one is not there or cannot be read; the message is one line
   */
  public static MergedFiles open(List<Path> paths, EventRules rules) throws IOException {
    EventParser parser = new EventParser(rules);
    List<TimedFile> files = new ArrayList<>();
    StringBuilder name = new StringBuilder("files:");
    for (Path path : paths) {
      files.add(new TimedFile(path, parser));
      name.append(path.toAbsolutePath().normalize()).append('\n');
    }
    return new MergedFiles(files, name.toString());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    Integer earliest = waiting.poll();
    if (earliest == null) {
      return null;
    }
    TimedFile file = all.get(earliest);
    byte[] record = file.take();
    if (file.isAtEnd()) {
      file.close();
    } else {
      waiting.add(earliest);
    }
    return record;
  }

  @Override
  public double progress() {
    long bytes = all.stream().mapToLong(TimedFile::bytes).sum();
    return bytes == 0 ? 1 : all.stream().mapToDouble(TimedFile::bytesRead).sum() / bytes;
  }

  @Override
  public void close() throws IOException {
    for (TimedFile file : all) {
      file.close();
    }
  }
}
