package io.portrait.embedding;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of texts seen before, and those on their way: a text that is asked for again while it is
 * being embedded is not embedded twice. Known by hash, so that long texts take no memory.
 */
final class VectorCache {

  /** Of an entry beside its coordinates: key, array, future, and Caffeine's own node. */
  private static final int OVERHEAD_BYTES = 160;

  private final AsyncCache<TextHash, float[]> cache;

  /**
   * An empty cache.
   *
   * @param bytes that vectors take at most, about; 0 remembers none but those on their way
   */
  VectorCache(long bytes) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<TextHash, float[]>weigher(
                (text, vector) -> OVERHEAD_BYTES + Float.BYTES * vector.length)
            // Its own upkeep is short, and a thread of its own would outlive a job's classes.
            .executor(Runnable::run)
            .buildAsync();
  }

  /** The vector of a text, there or on its way; null where nobody has asked for it. */
  @Nullable CompletableFuture<float[]> find(TextHash text) {
    return cache.getIfPresent(text);
  }

  /** Adds one on its way; gives the one that was there before, or null. One that fails leaves. */
  @Nullable CompletableFuture<float[]> add(TextHash text, CompletableFuture<float[]> vector) {
    return cache.asMap().putIfAbsent(text, vector);
  }

  /** What its vectors take, about. */
  long bytes() {
    return cache.synchronous().policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
