package io.portrait.job;

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

/** The tastes that users should have, by the model alone. */
final class Tastes {

  private final Embedding embedding;
  private final Map<String, float[]> vectors;

  /** By the model of a definition that has one. */
  Tastes(Definition definition, Collection<NaiveUser> users) {
    Embedding by = Objects.requireNonNull(definition.embedding());
    embedding = by;
    vectors =
        EncodedTexts.of(
            by.model(),
            users.stream()
                .flatMap(user -> user.events().stream())
                .map(by::textOf)
                .filter(Objects::nonNull)
                .toList());
  }

  /** What is wrong with a user's embedding; null where nothing is. */
  @Nullable String difference(List<Event> events, float @Nullable [] found) {
    return NaiveTaste.difference(
        NaiveTaste.of(
            embedding,
            NaiveTaste.embed(
                embedding, events, text -> Objects.requireNonNull(vectors.get(text), text))),
        found);
  }
}
