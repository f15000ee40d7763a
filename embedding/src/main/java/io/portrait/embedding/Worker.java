package io.portrait.embedding;

import io.portrait.embedding.Batches.Tokenized;
import io.portrait.embedding.model.EncodingException;
import io.portrait.embedding.model.SentenceModel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes batches, one after the other. A batch that fails is halved until it passes, so that one
 * text that cannot be embedded costs no other; a device that has no memory for a batch gets smaller
 * ones from then on.
 */
final class Worker extends Thread {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long IDLE = 0;

  private final MicroBatcher batcher;
  private final SentenceModel model;
  private final SentenceModel.Encoder encoder;

  /** Texts of a batch, at most. */
  private int most;

  /** When the batch in work began, by {@link System#nanoTime}; {@link #IDLE} between batches. */
  private volatile long busySince = IDLE;

  Worker(MicroBatcher batcher, SentenceModel model, String name) {
    super(name);
    this.batcher = batcher;
    this.model = model;
    encoder = model.newEncoder();
    most = batcher.batch();
    setDaemon(true);
  }

  /** Whether the batch in work has taken longer. */
  boolean isStuck(long now, long nanos) {
    long since = busySince;
    return since != IDLE && now - since > nanos;
  }

  @Override
  public void run() {
    try (encoder) {
      for (List<Request> next = batcher.take(); !next.isEmpty(); next = batcher.take()) {
        encodeAll(next);
      }
    } catch (InterruptedException e) {
      interrupt();
    }
  }

  private void encodeAll(List<Request> requests) {
    try {
      List<Tokenized> tokenized = Batches.tokenize(model, requests);
      for (List<Tokenized> batch : Batches.of(tokenized, batcher.batch(), model.isReproducible())) {
        encode(batch);
      }
    } catch (RuntimeException | Error e) {
      // Nothing may end the only worker: whoever waits for it would wait for ever.
      LOG.error("{} texts could not be embedded", requests.size(), e);
      requests.forEach(request -> fail(request, e));
    }
  }

  private void encode(List<Tokenized> batch) {
    if (batch.size() > most) {
      halve(batch);
      return;
    }
    float[][] vectors;
    busySince = Math.max(System.nanoTime(), IDLE + 1);
    try {
      vectors = encoder.encode(batch.stream().map(Tokenized::tokens).toList());
    } catch (EncodingException e) {
      retry(batch, e);
      return;
    } finally {
      busySince = IDLE;
    }
    batcher.metrics().encoded(batch);
    long now = System.nanoTime();
    for (int i = 0; i < vectors.length; i++) {
      Request request = batch.get(i).request();
      batcher.metrics().answered(now - request.since());
      request.vector().complete(vectors[i]);
    }
  }

  private void retry(List<Tokenized> batch, EncodingException e) {
    if (batch.size() == 1) {
      LOG.warn("a text of {} tokens could not be embedded", batch.get(0).tokens().length, e);
      fail(batch.get(0).request(), e);
      return;
    }
    if (e.isOutOfMemory()) {
      most = batch.size() / 2;
      LOG.warn("no memory for {} texts at once: {} from now on", batch.size(), most);
    }
    halve(batch);
  }

  private void halve(List<Tokenized> batch) {
    int half = batch.size() / 2;
    encode(batch.subList(0, half));
    encode(batch.subList(half, batch.size()));
  }

  private void fail(Request request, Throwable reason) {
    if (!request.vector().isDone()) {
      batcher.metrics().failed();
      request.vector().completeExceptionally(reason);
    }
  }
}
