package io.portrait.cli.similar;

import io.portrait.cli.Failure;
import io.portrait.cli.status.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The current embeddings of a project in an index of Apache Lucene, for finding those of the same
 * direction. One process at a time has it; it stays on disk for the next one.
 *
 * <p>Candidates come from a graph: Malkov and Yashunin, "Efficient and robust approximate nearest
 * neighbor search using Hierarchical Navigable Small World graphs", 2018. So a neighbour may be
 * missed, rarely; every cosine given is exact, and among a few hundred users none is missed.
 *
 * <p>Every method throws {@link Failure} where the folder cannot be read or written.
 */
public final class TasteIndex implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path path;
  private final Directory directory;
  private final IndexWriter writer;
  private DirectoryReader reader;

  private TasteIndex(Path path, Directory directory, IndexWriter writer) throws IOException {
    this.path = path;
    this.directory = directory;
    this.writer = writer;
    reader = DirectoryReader.open(writer);
  }

  /**
   * Opens the index of a project, empty where the folder holds none that can be used.
   *
   * @throws Failure if another process has it for more than ten seconds
   */
  public static TasteIndex open(Path path, String project) {
    return open(path, project, PATIENCE);
  }

  static TasteIndex open(Path path, String project, Duration patience) {
    IndexFolder folder = new IndexFolder(path, project, patience);
    @Nullable Directory directory = null;
    @Nullable IndexWriter writer = null;
    try {
      directory = folder.directory();
      writer = folder.open(directory);
      return new TasteIndex(path, directory, writer);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(writer, directory);
      throw e instanceof Failure known ? known : unusable(path, e);
    }
  }

  /** Brings the index up to date and makes that last. */
  public void refresh(Refresh refresh) {
    try {
      refresh.run(writer, TasteDocument.versions(reader));
      DirectoryReader newer = DirectoryReader.openIfChanged(reader);
      if (newer != null) {
        reader.close();
        reader = newer;
      }
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** How many users it holds. */
  public int users() {
    return reader.numDocs();
  }

  /** How many users have an embedding that can be compared with one of so many dimensions. */
  public int comparable(int dimensions) {
    try {
      return new TasteSearch(reader).comparable(dimensions);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /**
   * The users whose embeddings have the smallest angle to a vector, nearest first, then by id.
   * Those with another number of dimensions are passed over.
   *
   * @param vector any length but zero
   * @param limit how many at most, from 1
   * @param except a user who is left out
   * @throws Failure if the vector has no direction, or more dimensions than can be searched
   */
  public List<Neighbour> nearest(float[] vector, int limit, @Nullable String except) {
    if (vector.length > TasteDocument.MOST_DIMENSIONS) {
      throw Failure.because(
          "embeddings of "
              + Numbers.count(vector.length)
              + " dimensions cannot be searched, 1,024 are the most");
    }
    float[] unit =
        Directions.unit(vector)
            .orElseThrow(() -> Failure.because("a vector of zeros is near to nobody"));
    try {
      return new TasteSearch(reader).nearest(unit, limit, except);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** Gives the folder back; what was not made to last is dropped. */
  @Override
  public void close() {
    try {
      IOUtils.close(reader, writer, directory);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static Failure unusable(Path path, Exception cause) {
    return Failure.because(
        path + " cannot be used: " + Failure.reason(cause) + "; it may be deleted", cause);
  }
}
