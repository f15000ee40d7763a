package io.portrait.job;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.model.SentenceModel;
import io.portrait.yaml.Position;
import io.portrait.yaml.YamlMapping;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code embedding} of a job's configuration:
 *
 * <pre>
 * embedding:
 *   device: auto        # cpu, gpu, gpu:N; auto: the first GPU if there is one
 *   precision: auto     # float, half; auto: half on a GPU where the model has it
 *   workers: 0          # threads that encode; 0: one on a GPU, half as many as cores (at most 8) else
 *   batch: 0            # texts at once; 0: 32 on a CPU, 256 on a GPU
 *   linger: 50ms        # how long a text waits for more to fill its batch
 *   queue: 1024         # texts that wait for a worker, at most
 *   cache: 64           # megabytes of vectors of texts seen before
 *   timeout: 1m         # after which an event goes on without its vector
 * </pre>
 */
final class EmbeddingOptions {

  private static final Set<String> KEYS =
      Set.of("device", "precision", "workers", "batch", "linger", "queue", "cache", "timeout");
  private static final List<String> PRECISIONS = List.of("auto", "float", "half");
  private static final int MOST_WORKERS = 256;
  private static final int MOST_BATCH = 4_096;
  private static final int MOST_QUEUE = 1_000_000;
  private static final int MOST_MEGABYTES = 1_000_000;
  private static final int MEGABYTE_BITS = 20;

  private EmbeddingOptions() {}

  /**
   * Reads it.
   *
   * @param device that replaces what the section says; null where nothing does
   */
  static EmbeddingSettings read(YamlMapping section, @Nullable String device) {
    section.unknownKeysAreErrors(KEYS);
    EmbeddingSettings standard = EmbeddingSettings.DEFAULT;
    String precision = section.text("precision", standard.precision());
    if (!PRECISIONS.contains(precision)) {
      section.problem(
          section.positionOfValue("precision"), "must be auto, float or half, not " + precision);
    }
    return new EmbeddingSettings(
        device(section, device),
        precision,
        (int) section.integer("workers", standard.workers(), 0, MOST_WORKERS),
        (int) section.integer("batch", standard.batch(), 0, MOST_BATCH),
        section.duration("linger", standard.linger(), Duration.ZERO),
        (int) section.integer("queue", standard.queue(), 1, MOST_QUEUE),
        section.integer("cache", standard.cacheBytes() >> MEGABYTE_BITS, 0, MOST_MEGABYTES)
            << MEGABYTE_BITS,
        section.duration("timeout", standard.timeout()));
  }

  private static String device(YamlMapping section, @Nullable String override) {
    String written = section.text("device", EmbeddingSettings.DEFAULT.device());
    String device = override == null ? written : override;
    if (!SentenceModel.isDevice(device)) {
      String problem = "must be auto, cpu, gpu or gpu:N, not " + device;
      if (override == null) {
        section.problem(section.positionOfValue("device"), problem);
      } else {
        section.problem(Position.FILE, "PORTRAIT_EMBEDDING_DEVICE: " + problem);
      }
    }
    return device;
  }
}
