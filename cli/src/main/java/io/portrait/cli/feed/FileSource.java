package io.portrait.cli.feed;

import io.portrait.event.EventFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a file, plain, gzip or zstd. */
public final class FileSource implements RecordSource {

  private final EventFile file;
  private final String name;

  private FileSource(EventFile file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it is not there or cannot be read; the message is one line
   */
  public static FileSource open(Path path) throws IOException {
    return new FileSource(EventFile.open(path), "file:" + path.toAbsolutePath().normalize());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    return file.next();
  }

  @Override
  public double progress() {
    return file.progress();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
