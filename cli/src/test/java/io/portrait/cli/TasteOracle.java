package io.portrait.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.aggregate.NaiveTaste;
import io.portrait.cli.similar.TextVectors;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes embeddings from raw texts: each text alone through the model, the mean over all events
 * as it is defined.
 */
final class TasteOracle implements AutoCloseable {

  /** Texts in a batch may round otherwise than alone; cosines are then above 1 - 1e-8. */
  private static final double TOLERANCE = 1e-5;

  private final @Nullable Embedding embedding;
  private final @Nullable TextVectors model;
  private final Map<String, float[]> vectors = new HashMap<>();

  TasteOracle(Definition definition) {
    embedding = definition.embedding();
    model = embedding == null ? null : Models.open(definition);
  }

  /** What is wrong with the embedding of an exported row; null where nothing is. */
  @Nullable String difference(List<Event> events, JsonNode row) {
    JsonNode found = row.path("embedding");
    if (embedding == null) {
      return found.isMissingNode() ? null : "an embedding that nobody asked for";
    }
    double[] expected = NaiveTaste.of(embedding, events.stream().map(this::embedded).toList());
    if (expected == null || found.size() != expected.length) {
      return expected == null && found.isMissingNode()
          ? null
          : "embedding of %d dimensions, expected %s"
              .formatted(found.size(), expected == null ? "none" : expected.length);
    }
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(found.get(i).doubleValue() - expected[i]) <= TOLERANCE)) {
        return "embedding[%d] is %s, expected %s".formatted(i, found.get(i), expected[i]);
      }
    }
    return null;
  }

  private EmbeddedEvent embedded(Event event) {
    String text = embedding == null ? null : embedding.textOf(event);
    return text == null || model == null
        ? EmbeddedEvent.plain(event)
        : new EmbeddedEvent(event, vectors.computeIfAbsent(text, model::vectorOf), false);
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
