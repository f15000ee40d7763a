package io.portrait.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.aggregate.NaiveTastes;
import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveTaste;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.embedding.model.EncodedTexts;
import io.portrait.event.Event;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recomputes embeddings from raw texts: the mean over all events as it is defined. */
final class TasteOracle {

  private final @Nullable NaiveTastes tastes;

  TasteOracle(Definition definition, Collection<NaiveUser> users) {
    Embedding by = definition.embedding();
    tastes =
        by == null ? null : new NaiveTastes(by, users, texts -> EncodedTexts.of(by.model(), texts));
  }

  /** What is wrong with the embedding of an exported row; null where nothing is. */
  @Nullable String difference(List<Event> events, JsonNode row) {
    float[] found = read(row.path("embedding"));
    return tastes == null ? NaiveTaste.difference(null, found) : tastes.difference(events, found);
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
