package io.portrait.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.aggregate.NaiveTaste;
import io.portrait.aggregate.NaiveUser;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.embedding.model.EncodedTexts;
import io.portrait.event.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Recomputes embeddings from raw texts: the mean over all events as it is defined. */
final class TasteOracle {

  private final @Nullable Embedding embedding;
  private final Map<String, float[]> vectors;

  TasteOracle(Definition definition, Collection<NaiveUser> users) {
    Embedding by = definition.embedding();
    embedding = by;
    vectors =
        by == null
            ? Map.of()
            : EncodedTexts.of(
                by.model(),
                users.stream()
                    .flatMap(user -> user.events().stream())
                    .map(by::textOf)
                    .filter(Objects::nonNull)
                    .toList());
  }

  /** What is wrong with the embedding of an exported row; null where nothing is. */
  @Nullable String difference(List<Event> events, JsonNode row) {
    return NaiveTaste.difference(expected(events), read(row.path("embedding")));
  }

  private double @Nullable [] expected(List<Event> events) {
    return embedding == null
        ? null
        : NaiveTaste.of(
            embedding,
            NaiveTaste.embed(
                embedding, events, text -> Objects.requireNonNull(vectors.get(text), text)));
  }

  private static float @Nullable [] read(JsonNode array) {
    if (array.isMissingNode()) {
      return null;
    }
    float[] vector = new float[array.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = array.get(i).floatValue();
    }
    return vector;
  }
}
