package io.portrait.profile;

import io.portrait.definition.Definition;
import io.portrait.definition.Derived;
import io.portrait.definition.Embedding;
import io.portrait.definition.Tag;
import io.portrait.definition.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Completes computed features to a row: derived columns, tags, provenance. Thread-safe. */
public final class RowMaker {

  private final List<Derived> derived;
  private final List<Tag> tags;
  private final int firstDerived;
  private final String definitions;
  private final String status;
  private final String statusWithoutEmbedding;

  public RowMaker(Definition definition) {
    derived = definition.derived();
    tags = definition.tags();
    firstDerived = definition.columns().size() - derived.size();
    definitions = definition.hash();
    status = status(definition.unavailable());
    Set<String> withEmbedding = new TreeSet<>(definition.unavailable());
    withEmbedding.add(Embedding.NAME);
    statusWithoutEmbedding = status(withEmbedding);
  }

  private static String status(Set<String> missing) {
    return missing.isEmpty()
        ? ProfileRow.COMPLETE
        : "degraded:" + String.join(",", new TreeSet<>(missing));
  }

  /**
   * The row of a user.
   *
   * @param values features, {@code tenure_days} and the embedding filled in; the derived slots are
   *     filled here, and the row keeps it
   * @param partialUntil the feature columns that are partial; the derived columns are added here
   * @param writtenAt now, epoch milliseconds
   */
  public ProfileRow row(
      String userId,
      RowVersion version,
      Values values,
      Map<String, Long> partialUntil,
      long writtenAt) {
    for (int i = 0; i < derived.size(); i++) {
      derived.get(i).value().evaluate(values, firstDerived + i);
    }
    return new ProfileRow(
        userId,
        version,
        values,
        null,
        Double.NaN,
        List.of(),
        tagsOf(values),
        writtenAt,
        definitions,
        Map.of(),
        values.embeddingLacks() ? statusWithoutEmbedding : status,
        partialUntil.isEmpty() ? partialUntil : withDerived(partialUntil),
        values.embedding());
  }

  /** What is computed from something partial is partial as long. */
  private Map<String, Long> withDerived(Map<String, Long> partialUntil) {
    Map<String, Long> all = new TreeMap<>(partialUntil);
    for (Derived column : derived) {
      for (String from : column.value().columns()) {
        Long until = all.get(from);
        if (until != null) {
          all.merge(column.name(), until, Math::max);
        }
      }
    }
    return all;
  }

  private List<String> tagsOf(Values values) {
    List<String> words = new ArrayList<>();
    for (Tag tag : tags) {
      if (tag.when().test(values)) {
        words.add(tag.name());
      }
    }
    return words;
  }
}
