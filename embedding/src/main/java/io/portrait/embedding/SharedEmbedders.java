package io.portrait.embedding;

import io.portrait.embedding.model.ModelFiles;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One embedder for all who want the same model on the same device in this process: weights, queue
 * and cache once, however many tasks there are.
 *
 * <p>Counted: an embedder that nobody has any more stays open, warm for the tasks of a job that
 * starts again, until {@link #closeIdle}. One that could not be opened is not tried again before
 * everybody has given it back.
 */
public final class SharedEmbedders {

  /**
   * Those of this process, or of this class loader: with a job's own classes goes the job's own.
   */
  public static final SharedEmbedders OF_THIS_PROCESS =
      new SharedEmbedders((model, settings) -> TextEmbedder.open(ModelFiles.of(model), settings));

  private static final Logger LOG = LoggerFactory.getLogger(SharedEmbedders.class);

  private final BiFunction<String, EmbeddingSettings, TextEmbedder> opener;
  private final Map<Key, Shared> shared = new HashMap<>();

  /**
   * Shares embedders that are opened so.
   *
   * @param opener of a model, in any thread
   */
  public SharedEmbedders(BiFunction<String, EmbeddingSettings, TextEmbedder> opener) {
    this.opener = opener;
  }

  private record Key(String model, EmbeddingSettings settings) {}

  /** An embedder, opened by the first who comes while the others wait. */
  private final class Shared {

    private final Key key;
    private int leases;
    private boolean isTried;
    private @Nullable TextEmbedder embedder;

    Shared(Key key) {
      this.key = key;
    }

    synchronized @Nullable TextEmbedder open() {
      if (!isTried) {
        isTried = true;
        try {
          embedder = opener.apply(key.model, key.settings);
        } catch (RuntimeException | LinkageError e) {
          LOG.error("texts cannot be embedded by {}: profiles do without", key.model, e);
        }
      }
      return embedder;
    }
  }

  /** The right to use an embedder until it is closed. */
  public final class Lease implements AutoCloseable {

    private final Shared of;
    private final @Nullable TextEmbedder embedder;
    private boolean isOver;

    private Lease(Shared of) {
      this.of = of;
      embedder = of.open();
    }

    /** The embedder; null where it could not be opened, of which the log says why. */
    public @Nullable TextEmbedder embedder() {
      return embedder;
    }

    @Override
    public void close() {
      synchronized (shared) {
        if (!isOver) {
          isOver = true;
          of.leases--;
          if (of.leases == 0 && embedder == null) {
            shared.remove(of.key);
          }
        }
      }
    }
  }

  /** Gives the embedder of a model; opens it, in some seconds, where nobody has. */
  public Lease lease(String model, EmbeddingSettings settings) {
    Shared of;
    synchronized (shared) {
      of = shared.computeIfAbsent(new Key(model, settings), Shared::new);
      of.leases++;
    }
    return new Lease(of);
  }

  /** Closes those that nobody has. */
  public void closeIdle() {
    synchronized (shared) {
      for (Iterator<Shared> all = shared.values().iterator(); all.hasNext(); ) {
        Shared each = all.next();
        if (each.leases == 0) {
          all.remove();
          TextEmbedder embedder = each.embedder;
          if (embedder != null) {
            embedder.close();
          }
        }
      }
    }
  }

  /** How many are open. */
  public int size() {
    synchronized (shared) {
      return shared.size();
    }
  }
}
