package io.portrait.aggregate;

import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@link Taste} is kept by. */
final class TastePlan {

  /** After so many half-lives what came before weighs less than {@link Taste#NOTICEABLE}. */
  private static final int FADED_AFTER = 7;

  private final Embedding embedding;
  private final long halfLife;
  private final Layout.Part part;

  private TastePlan(Embedding embedding) {
    this.embedding = embedding;
    halfLife = embedding.halfLife().toMillis();
    part = new Layout.Part(FeaturePlan.hash(canonical(embedding)), true, List.of());
  }

  /** Null where a definition has no embedding. */
  static @Nullable TastePlan of(Definition definition) {
    Embedding embedding = definition.embedding();
    return embedding == null ? null : new TastePlan(embedding);
  }

  /** All that the kept sum depends on: with anything else it would be another sum. */
  private static String canonical(Embedding embedding) {
    return "TASTE|%s|%s|%d|%s"
        .formatted(
            embedding.model(),
            embedding.of().name(),
            embedding.halfLife().toMillis(),
            new TreeMap<>(embedding.weights()));
  }

  /** How a {@link Layout} calls it. */
  Layout.Part part() {
    return part;
  }

  /** Milliseconds. */
  long halfLife() {
    return halfLife;
  }

  double weightOf(String type) {
    return embedding.weightOf(type);
  }

  /** When it no longer matters that events up to a time are missing. */
  long knownAfter(long missing) {
    return missing + FADED_AFTER * halfLife;
  }
}
