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

/** Completes computed columns and scores to a row: tags, status, provenance. Thread-safe. */
public final class RowMaker {

  private final List<Derived> derived;
  private final List<Tag> tags;
  private final String definitions;

  public RowMaker(Definition definition) {
    derived = definition.derived();
    tags = definition.tags();
    definitions = definition.hash();
  }

  private static String status(Scores scores, boolean lacksEmbedding) {
    if (scores.missing().isEmpty() && !lacksEmbedding) {
      return ProfileRow.COMPLETE;
    }
    Set<String> missing = new TreeSet<>(scores.missing());
    if (lacksEmbedding) {
      missing.add(Embedding.NAME);
    }
    return "degraded:" + String.join(",", missing);
  }

  /**
   * The row of a user.
   *
   * @param values every column and the embedding filled in; the row keeps it
   * @param scores what models say of the user
   * @param partialUntil the feature columns that are partial; the derived columns are added here
   * @param writtenAt now, epoch milliseconds
   */
  public ProfileRow row(
      String userId,
      RowVersion version,
      Values values,
      Scores scores,
      Map<String, Long> partialUntil,
      long writtenAt) {
    return new ProfileRow(
        userId,
        version,
        values,
        scores.segment(),
        scores.churnProbability(),
        scores.churnReasons(),
        tagsOf(values),
        writtenAt,
        definitions,
        scores.models(),
        status(scores, values.embeddingLacks()),
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
