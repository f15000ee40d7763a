package io.portrait.embedding;

import io.portrait.embedding.model.ModelFiles;
import io.portrait.embedding.model.SentenceModel;
import io.portrait.embedding.model.TorchModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Texts to vectors on one device, for any number of threads: remembered, each text once, in batches
 * by length.
 */
public final class TextEmbedder implements AutoCloseable {

  /**
   * Characters of a text that are looked at. A model takes some hundred tokens and cuts off the
   * rest; a text of a megabyte need not wait in memory until then.
   */
  static final int MOST_CHARACTERS = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(TextEmbedder.class);
  private static final int MOST_WORKERS = 8;
  private static final int CPU_BATCH = 32;
  private static final int GPU_BATCH = 256;

  private final SentenceModel model;
  private final VectorCache cache;
  private final MicroBatcher batcher;
  private final EmbeddingMetrics metrics = new EmbeddingMetrics();

  private TextEmbedder(SentenceModel model, EmbeddingSettings settings) {
    this.model = model;
    cache = new VectorCache(settings.cacheBytes());
    metrics.watchCache(cache::bytes);
    boolean isGpu = !model.device().equals(SentenceModel.CPU);
    int workers = settings.workers();
    if (workers == 0) {
      workers =
          isGpu
              ? 1
              : Math.max(1, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors() / 2));
    }
    int batch = settings.batch();
    if (batch == 0) {
      batch = isGpu ? GPU_BATCH : CPU_BATCH;
    }
    batcher = new MicroBatcher(model, workers, batch, settings, metrics);
  }

  /**
   * Opens a model, in some seconds.
   *
   * @throws io.portrait.embedding.model.ModelNotFoundException if it is not there
   * @throws io.portrait.embedding.model.ModelOpenException if it cannot be opened, or there is no
   *     such device
   */
  public static TextEmbedder open(ModelFiles files, EmbeddingSettings settings) {
    return over(TorchModel.open(files, settings.device(), settings.precision()), settings);
  }

  /** Embeds with a model that is open, and closes it at the end. */
  public static TextEmbedder over(SentenceModel model, EmbeddingSettings settings) {
    try {
      return new TextEmbedder(model, settings);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Coordinates of a vector. */
  public int dimensions() {
    return model.dimensions();
  }

  /** The device that is really used: {@code cpu}, {@code gpu:0}, ... */
  public String device() {
    return model.device();
  }

  /** The precision of the weights: {@code float} or {@code half}. */
  public String precision() {
    return model.precision();
  }

  /** How it goes. */
  public EmbeddingMetrics metrics() {
    return metrics;
  }

  /** The vector of a text if it is remembered; null where it is not, or still on its way. */
  public float @Nullable [] remembered(String text) {
    CompletableFuture<float[]> known = cache.find(TextHash.of(text));
    if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
      return null;
    }
    metrics.hit();
    return known.join();
  }

  /**
   * Embeds a text. Waits while too many wait already; never while the text itself is being
   * embedded.
   *
   * @return its vector, L2 length 1, shared by all who ask for the text: nobody changes it. Fails
   *     where the text cannot be embedded, the device does not answer, or this is closed
   */
  public CompletableFuture<float[]> embed(String text) throws InterruptedException {
    TextHash hash = TextHash.of(text);
    CompletableFuture<float[]> known = cache.find(hash);
    if (known != null && known.isDone()) {
      metrics.hit();
      return known;
    }
    Request request = Request.of(cut(text));
    try {
      batcher.check();
      known = cache.add(hash, request.vector());
      if (known != null) {
        metrics.hit();
        return known;
      }
      batcher.submit(request);
    } catch (TimeoutException e) {
      metrics.failed();
      request.vector().completeExceptionally(e);
    } catch (InterruptedException | RuntimeException e) {
      request.vector().completeExceptionally(e);
      throw e;
    }
    return request.vector();
  }

  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    boolean isPair = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, isPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }

  /** Ends the workers and closes the model; what still waits fails. */
  @Override
  public void close() {
    batcher.close();
    LOG.info(
        "Embedded {} texts in {} batches on {}, remembered {}, failed {}",
        metrics.encodedTexts(),
        metrics.batches(),
        device(),
        metrics.cacheHits(),
        metrics.failedTexts());
    // A worker that is stuck in the device would crash the process if the model went from under it.
    if (batcher.isTerminated()) {
      model.close();
    }
  }
}
