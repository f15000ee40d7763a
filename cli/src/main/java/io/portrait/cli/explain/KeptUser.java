package io.portrait.cli.explain;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.StatePart;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.job.score.ScoredStates;
import io.portrait.job.window.SavedUsers;
import io.portrait.job.window.SavedUsers.SavedUser;
import io.portrait.job.window.Tombstone;
import io.portrait.job.window.UserStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that a job remembers of a user.
 *
 * @param user decoded; empty where nothing is remembered but an erasure
 * @param tombstone of an erasure; null where there is none
 * @param isTombstoneKnown whether it can be told: tombstones are named by a salt of the warehouse's
 * @param kept as it lies in the window step
 * @param scored as it lies in the score step
 */
public record KeptUser(
    String userId,
    Optional<Decoded> user,
    @Nullable Tombstone tombstone,
    boolean isTombstoneKnown,
    UserStates.Kept kept,
    ScoredStates.Kept scored) {

  /**
   * What the user's value says.
   *
   * @param state after a look at every column
   * @param columns of features, each with its value and tiles
   * @param parts of the value, as it lies in the state
   * @param nextTick event time; empty before the first watermark, and where there is no feature
   * @param tasteDimensions of the taste vector; 0 for none
   */
  public record Decoded(
      UserState state,
      List<Answer> columns,
      List<StatePart> parts,
      OptionalLong nextTick,
      int tasteDimensions) {}

  /** A part of what is kept: what it is, and its bytes. */
  public record Part(String name, long bytes) {}

  /**
   * Decodes what is kept.
   *
   * @param definition by which columns are named
   * @throws io.portrait.aggregate.StateFormatException if the value is damaged
   */
  public static KeptUser of(
      Definition definition,
      String userId,
      SavedUsers.Remembered remembered,
      ScoredStates.Kept scored,
      boolean isTombstoneKnown) {
    byte[] value = remembered.kept().value();
    return new KeptUser(
        userId,
        value == null
            ? Optional.empty()
            : Optional.of(
                decoded(definition, userId, new SavedUser(value, remembered.watermark()))),
        remembered.tombstone(),
        isTombstoneKnown,
        remembered.kept(),
        scored);
  }

  private static Decoded decoded(Definition definition, String userId, SavedUser saved) {
    List<Answer> columns = new ArrayList<>();
    for (Column column : definition.columns()) {
      Meaning meaning = Meaning.of(definition, column.name()).orElseThrow();
      if (meaning instanceof Meaning.OfFeature) {
        columns.add(Answer.of(definition, userId, saved, column.name()));
      }
    }
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState state = plan.decode(saved.bytes());
    List<StatePart> parts = plan.decode(saved.bytes()).parts();
    Values values = new Values(definition.columns().size());
    state.evaluate(state.asOf(saved.watermark()), values);
    float[] taste = values.embedding();
    OptionalLong tick =
        columns.isEmpty()
            ? OptionalLong.empty()
            : columns.get(0).tiles().map(tiles -> tiles.tickMillis()).orElse(OptionalLong.empty());
    return new Decoded(state, columns, parts, tick, taste == null ? 0 : taste.length);
  }

  /** Everything that takes room, largest first. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (StatePart part : user.map(Decoded::parts).orElse(List.of())) {
      parts.add(
          new Part(
              part.columns().isEmpty() ? part.name() : String.join(", ", part.columns()),
              part.bytes()));
    }
    parts.add(new Part("older event ids", kept.idBytes()));
    parts.add(new Part("examples of pending labels", kept.exampleBytes()));
    parts.add(new Part("segment and alert", scored.standingBytes()));
    parts.add(
        new Part(
            "rows held for models",
            scored.heldBytes().values().stream().mapToLong(Integer::longValue).sum()));
    return parts.stream()
        .filter(part -> part.bytes() > 0)
        .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
        .toList();
  }

  /** Of all parts. */
  public long bytes() {
    return parts().stream().mapToLong(Part::bytes).sum();
  }
}
