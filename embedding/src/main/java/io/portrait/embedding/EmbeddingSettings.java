package io.portrait.embedding;

import java.io.Serializable;
import java.time.Duration;

/**
 * How texts are embedded on a machine. What they are embedded by is the model's business.
 *
 * @param device {@code auto} (the first GPU if there is one), {@code cpu}, {@code gpu} or {@code
 *     gpu:N}
 * @param precision {@code auto} (half on a GPU where the model has it), {@code float} or {@code
 *     half}
 * @param workers threads that encode, each a batch at a time; 0 for one on a GPU, and half as many
 *     as cores, at most 8, on a CPU
 * @param batch texts in a batch at most; 0 for 32 on a CPU and 256 on a GPU
 * @param linger how long a first text waits for more to fill its batch
 * @param queue texts that wait for a worker at most; whoever brings more waits
 * @param cacheBytes memory for vectors of texts seen before, about; 0 for none
 * @param timeout after which a text counts as one that cannot be embedded, and a device on which a
 *     batch takes longer as one that does not answer
 */
public record EmbeddingSettings(
    String device,
    String precision,
    int workers,
    int batch,
    Duration linger,
    int queue,
    long cacheBytes,
    Duration timeout)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What holds where nothing is said. */
  public static final EmbeddingSettings DEFAULT =
      new EmbeddingSettings(
          "auto", "auto", 0, 0, Duration.ofMillis(50), 1_024, 64L << 20, Duration.ofMinutes(1));

  public EmbeddingSettings {
    if (workers < 0 || batch < 0 || cacheBytes < 0) {
      throw new IllegalArgumentException("workers, batch and cache are not negative");
    }
    if (queue < 1 || linger.isNegative() || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("queue and timeout are positive, linger not negative");
    }
  }

  /** The same on another device. */
  public EmbeddingSettings on(String otherDevice) {
    return new EmbeddingSettings(
        otherDevice, precision, workers, batch, linger, queue, cacheBytes, timeout);
  }
}
