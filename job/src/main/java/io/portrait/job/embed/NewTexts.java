package io.portrait.job.embed;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the vectors of events. Whatever goes wrong with one, its event goes on without: it
 * counts in every feature, and its user's row says that the taste lacks something.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class NewTexts extends RichAsyncFunction<Event, EmbeddedEvent> {

  private static final long serialVersionUID = 1;

  private final Embedders embedders;
  private final String definitionText;
  private final EmbeddingSettings settings;
  private transient @Nullable Model model;
  private transient Counter timeouts;

  NewTexts(Embedders embedders, String definitionText, EmbeddingSettings settings) {
    this.embedders = embedders;
    this.definitionText = definitionText;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    model = Model.open(embedders, definitionText, settings, getRuntimeContext());
    timeouts = getRuntimeContext().getMetricGroup().addGroup("embedding").counter("timeouts");
  }

  @Override
  public void asyncInvoke(Event event, ResultFuture<EmbeddedEvent> result)
      throws InterruptedException {
    Model open = model;
    String text = open == null ? null : open.textOf(event);
    if (open == null || text == null) {
      // In flight in a savepoint of a definition that had an embedding.
      result.complete(List.of(EmbeddedEvent.plain(event)));
      return;
    }
    TextEmbedder embedder = open.embedder();
    if (embedder == null) {
      result.complete(List.of(EmbeddedEvent.missed(event)));
      return;
    }
    // Nothing is left to be waited for: the result itself says when it is there.
    CompletableFuture<Void> unused =
        embedder
            .embed(text)
            .handle(
                (vector, failure) ->
                    failure == null
                        ? new EmbeddedEvent(event, vector, false)
                        : EmbeddedEvent.missed(event))
            .thenAccept(embedded -> result.complete(List.of(embedded)));
  }

  @Override
  public void timeout(Event event, ResultFuture<EmbeddedEvent> result) {
    timeouts.inc();
    result.complete(List.of(EmbeddedEvent.missed(event)));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
