package io.portrait.aggregate;

import io.portrait.audit.NaiveTaste;
import io.portrait.definition.Embedding;
import io.portrait.event.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tastes that users should have, given what a model makes of their texts. */
public final class NaiveTastes {

  private final Embedding embedding;
  private final Map<String, float[]> vectors;

  /**
   * Of these users.
   *
   * @param model gives a vector for each of some texts
   */
  public NaiveTastes(
      Embedding embedding,
      Collection<NaiveUser> users,
      Function<List<String>, Map<String, float[]>> model) {
    this.embedding = embedding;
    vectors =
        model.apply(
            users.stream()
                .flatMap(user -> user.events().stream())
                .map(embedding::textOf)
                .filter(Objects::nonNull)
                .toList());
  }

  /** What is wrong with the embedding of a user with these events; null where nothing is. */
  public @Nullable String difference(List<Event> events, float @Nullable [] found) {
    return NaiveTaste.difference(
        NaiveTaste.of(
            embedding,
            NaiveTaste.embed(
                embedding, events, text -> Objects.requireNonNull(vectors.get(text), text))),
        found);
  }
}
