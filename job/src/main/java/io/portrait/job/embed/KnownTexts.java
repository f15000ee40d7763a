package io.portrait.job.embed;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Passes events on whose vector is at hand; those that must be waited for go aside. */
final class KnownTexts extends ProcessFunction<Event, EmbeddedEvent> {

  private static final long serialVersionUID = 1;

  private final Embedders embedders;
  private final String definitionText;
  private final EmbeddingSettings settings;
  private transient @Nullable Model model;

  KnownTexts(Embedders embedders, String definitionText, EmbeddingSettings settings) {
    this.embedders = embedders;
    this.definitionText = definitionText;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    model = Model.open(embedders, definitionText, settings, getRuntimeContext());
  }

  @Override
  public void processElement(Event event, Context context, Collector<EmbeddedEvent> out) {
    Model open = model;
    String text = open == null ? null : open.textOf(event);
    if (open == null || text == null) {
      out.collect(EmbeddedEvent.plain(event));
      return;
    }
    TextEmbedder embedder = open.embedder();
    if (embedder == null) {
      out.collect(EmbeddedEvent.missed(event));
      return;
    }
    float[] vector = embedder.remembered(text);
    if (vector == null) {
      context.output(Embed.AWAITED, event);
    } else {
      out.collect(new EmbeddedEvent(event, vector, false));
    }
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
