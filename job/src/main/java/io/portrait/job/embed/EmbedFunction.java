package io.portrait.job.embed;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the vectors of events. Whatever goes wrong with one, its event goes on without: it counts
 * in every feature, and its user's row says that the taste lacks something.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class EmbedFunction extends RichAsyncFunction<UserRecord, UserRecord> {

  private static final long serialVersionUID = 1;

  private final Embedders embedders;
  private final String definitionText;
  private final EmbeddingSettings settings;
  private transient @Nullable Model model;
  private transient Counter timeouts;

  EmbedFunction(Embedders embedders, String definitionText, EmbeddingSettings settings) {
    this.embedders = embedders;
    this.definitionText = definitionText;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    model = Model.open(embedders, definitionText, settings, getRuntimeContext());
    timeouts = getRuntimeContext().getMetricGroup().addGroup("embedding").counter("timeouts");
  }

  /** The record as it goes on at once: its text is known or is none; null where it must wait. */
  @Nullable UserRecord atOnce(UserRecord record) {
    if (!(record instanceof Event event)) {
      return record;
    }
    String text = textOf(event);
    if (text == null) {
      return EmbeddedEvent.plain(event);
    }
    TextEmbedder embedder = embedder();
    if (embedder == null) {
      return EmbeddedEvent.missed(event);
    }
    float[] vector = embedder.remembered(text);
    return vector == null ? null : new EmbeddedEvent(event, vector, false);
  }

  @Override
  public void asyncInvoke(UserRecord record, ResultFuture<UserRecord> result)
      throws InterruptedException {
    Event event = (Event) record; // an erasure never waits
    String text = textOf(event);
    if (text == null) {
      result.complete(List.of(EmbeddedEvent.plain(event)));
      return;
    }
    TextEmbedder embedder = embedder();
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
  public void timeout(UserRecord record, ResultFuture<UserRecord> result) {
    timeouts.inc();
    result.complete(List.of(EmbeddedEvent.missed((Event) record)));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }

  private @Nullable String textOf(Event event) {
    return model == null ? null : model.textOf(event);
  }

  private @Nullable TextEmbedder embedder() {
    return model == null ? null : model.embedder();
  }
}
