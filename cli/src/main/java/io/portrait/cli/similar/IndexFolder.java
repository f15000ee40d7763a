package io.portrait.cli.similar;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Opens the index in a folder for this process alone. An index is only a copy of what Redis holds:
 * where it is damaged, another project's or another version's, an empty one takes its place.
 */
final class IndexFolder {

  private static final String FORMAT = "portrait.format";
  private static final String PROJECT = "portrait.project";

  /** Vectors until a new segment: the fewer segments, the less there is to merge and to search. */
  private static final double BUFFER_MEGABYTES = 64;

  private static final long RETRY_MILLIS = 50;

  /** Held, since loggers are forgotten: Lucene would tell on the console how to be faster. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE.setLevel(Level.SEVERE);
  }

  private final Path path;
  private final String project;
  private final Duration patience;

  /**
   * The index of a project in a folder.
   *
   * @param patience how long to wait for another process that has it
   */
  IndexFolder(Path path, String project, Duration patience) {
    this.path = path;
    this.project = project;
    this.patience = patience;
  }

  /** Makes the folder where it is missing. */
  Directory directory() throws IOException {
    return FSDirectory.open(Files.createDirectories(path));
  }

  /**
   * Opens the index, or an empty one.
   *
   * @throws Failure if another process has it and does not give it back in time
   */
  IndexWriter open(Directory directory) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return openOrReplace(directory);
      } catch (LockObtainFailedException e) {
        if (System.nanoTime() > deadline) {
          throw Failure.because(
              path + " is being brought up to date by another portrait: try again in a moment", e);
        }
        pause();
      }
    }
  }

  private IndexWriter openOrReplace(Directory directory) throws IOException {
    try {
      return readable(directory);
    } catch (LockObtainFailedException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      // IllegalArgumentException: the index is of a Lucene that names its formats otherwise.
      clear(directory);
      return readable(directory);
    }
  }

  private IndexWriter readable(Directory directory) throws IOException {
    IndexWriterConfig settings =
        new IndexWriterConfig()
            .setCommitOnClose(false)
            .setMergeScheduler(new SerialMergeScheduler())
            .setRAMBufferSizeMB(BUFFER_MEGABYTES);
    IndexWriter writer = new IndexWriter(directory, settings);
    try {
      // Only a reader looks into every file.
      DirectoryReader.open(writer).close();
      Map<String, String> wanted = Map.of(FORMAT, TasteDocument.FORMAT, PROJECT, project);
      if (!wanted.equals(labels(writer))) {
        writer.deleteAll();
        writer.setLiveCommitData(wanted.entrySet());
      }
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      throw e;
    }
  }

  private static Map<String, String> labels(IndexWriter writer) {
    Map<String, String> labels = new HashMap<>();
    Iterable<Map.Entry<String, String>> stored =
        Objects.requireNonNullElse(writer.getLiveCommitData(), Map.<String, String>of().entrySet());
    stored.forEach(label -> labels.put(label.getKey(), label.getValue()));
    return labels;
  }

  /** Under the lock, as another process may just have found the same and begun anew. */
  private static void clear(Directory directory) throws IOException {
    try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          lock.ensureValid();
          directory.deleteFile(file);
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }
}
