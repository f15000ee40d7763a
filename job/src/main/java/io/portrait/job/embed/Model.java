package io.portrait.job.embed;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Embedding;
import io.portrait.embedding.EmbeddingMetrics;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.SharedEmbedders;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.Event;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * What a task embeds by: the definition's section, and this process' embedder, which all tasks
 * share. DJL's classes are touched only where there is something to embed.
 */
final class Model implements AutoCloseable {

  private static final String HOOK = "portrait-embedding";

  private final @Nullable Embedding embedding;
  private final SharedEmbedders.@Nullable Lease lease;

  private Model(@Nullable Embedding embedding, SharedEmbedders.@Nullable Lease lease) {
    this.embedding = embedding;
    this.lease = lease;
  }

  /** Opens it, which takes some seconds for the first task of a process. */
  static Model open(
      Embedders embedders,
      String definitionText,
      EmbeddingSettings settings,
      RuntimeContext context) {
    Definition definition = DefinitionFile.parse(definitionText, "definitions");
    Embedding embedding = definition.embedding();
    if (embedding == null) {
      return new Model(null, null);
    }
    SharedEmbedders shared = embedders.shared();
    // When the job's last task has left, not when one of its tasks starts again.
    context.registerUserCodeClassLoaderReleaseHookIfAbsent(HOOK, shared::closeIdle);
    Model model = new Model(embedding, shared.lease(embedding.model(), settings));
    model.show(context.getMetricGroup().addGroup("embedding"));
    return model;
  }

  /** What of an event is to be embedded; null where nothing is. */
  @Nullable String textOf(Event event) {
    return embedding == null ? null : embedding.textOf(event);
  }

  /** What embeds; null where nothing can. */
  @Nullable TextEmbedder embedder() {
    return lease == null ? null : lease.embedder();
  }

  private void show(MetricGroup group) {
    TextEmbedder embedder = embedder();
    if (embedder == null) {
      group.gauge("available", () -> 0);
      group.gauge("device", () -> "none");
      return;
    }
    EmbeddingMetrics metrics = embedder.metrics();
    group.gauge("available", () -> 1);
    group.gauge("device", embedder::device);
    group.gauge("precision", embedder::precision);
    group.gauge("queue", metrics::queueLength);
    group.gauge("cache_bytes", metrics::cacheBytes);
    group.gauge("cache_hits", metrics::cacheHits);
    group.gauge("encoded", metrics::encodedTexts);
    group.gauge("failed", metrics::failedTexts);
    group.gauge("batches", metrics::batches);
    group.gauge("batch_size", () -> metrics.interval().batchSize());
    group.gauge("fill", () -> metrics.interval().fill());
    group.gauge("texts_per_second", () -> metrics.interval().textsPerSecond());
    group.gauge("latency_p50_millis", () -> metrics.interval().p50Millis());
    group.gauge("latency_p99_millis", () -> metrics.interval().p99Millis());
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
