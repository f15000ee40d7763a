package io.portrait.cli.explain;

import io.portrait.aggregate.Explanation;
import io.portrait.aggregate.UserState;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.cli.status.Times;
import io.portrait.job.score.ScoredStates;
import io.portrait.job.window.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is remembered of a user as people read it. */
public final class KeptUserView {

  private final KeptUser user;
  private final int width;
  private final boolean hasTiles;

  /**
   * @param width of the terminal, characters
   * @param hasTiles whether every tile of every column has a line
   */
  public KeptUserView(KeptUser user, int width, boolean hasTiles) {
    this.user = user;
    this.width = width;
    this.hasTiles = hasTiles;
  }

  /**
   * The lines.
   *
   * @param now against which ages are told
   */
  public List<String> lines(Source source, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(ProfileView.printable(user.userId()) + "  " + Numbers.bytes(user.bytes()));
    lines.add("  read     " + source.words(now) + ", " + source.place());
    user.user().ifPresent(decoded -> times(decoded, lines));
    lines.add("  erased   " + erased());
    scored(user.scored(), lines);
    user.user().ifPresent(decoded -> columns(decoded, lines));
    sizes(lines);
    return lines;
  }

  private void times(KeptUser.Decoded decoded, List<String> lines) {
    UserState state = decoded.state();
    lines.add("  as of    " + Times.exact(state.asOf(Long.MIN_VALUE)));
    lines.add(
        "  events   "
            + Numbers.count(state.events())
            + ", from "
            + Times.exact(state.firstMillis())
            + " to "
            + Times.exact(state.latestMillis()));
    if (state.isOfOtherDefinitions()) {
      lines.add("  note     the state was written under other definitions");
    }
    decoded
        .nextTick()
        .ifPresent(
            tick ->
                lines.add(
                    "  waiting  "
                        + Numbers.count(state.eventsAhead())
                        + " events for the tick of "
                        + Times.exact(tick)));
    Map<Long, Boolean> labels = state.pendingLabels();
    lines.add("  labels   " + labels(labels));
    lines.add(
        "  ids      "
            + Numbers.count(state.idsAtHand())
            + " at hand, "
            + Numbers.count(state.olderIds())
            + " older");
    if (decoded.tasteDimensions() > 0) {
      lines.add("  taste    " + decoded.tasteDimensions() + " dimensions");
    }
  }

  private static String labels(Map<Long, Boolean> labels) {
    if (labels.isEmpty()) {
      return "none pending";
    }
    long stayed = labels.values().stream().filter(Boolean::booleanValue).count();
    List<Long> ticks = List.copyOf(labels.keySet());
    return Numbers.count(labels.size())
        + " pending, of "
        + Times.exact(ticks.get(0))
        + (ticks.size() > 1 ? " to " + Times.exact(ticks.get(ticks.size() - 1)) : "")
        + ", "
        + Numbers.count(stayed)
        + " known to have stayed";
  }

  private String erased() {
    Tombstone tombstone = user.tombstone();
    if (tombstone != null) {
      return "at "
          + Times.exact(tombstone.erasedAtMillis())
          + "; events until then are refused until "
          + Times.exact(tombstone.untilMillis());
    }
    return user.isTombstoneKnown() ? "no" : "not known without the warehouse (--warehouse)";
  }

  private static void scored(ScoredStates.Kept scored, List<String> lines) {
    if (scored.standingBytes() > 0) {
      lines.add(
          "  segment  "
              + (scored.segment().isPresent() ? scored.segment().getAsInt() : "none")
              + " at the latest tick"
              + (scored.isAlerted() ? ", churn alert on" : ""));
    }
    if (!scored.heldBytes().isEmpty()) {
      lines.add(
          "  held     " + Numbers.count(scored.heldBytes().size()) + " rows wait for their models");
    }
  }

  private void columns(KeptUser.Decoded decoded, List<String> lines) {
    List<Answer> columns = decoded.columns();
    int names =
        columns.stream().mapToInt(answer -> answer.column().name().length()).max().orElse(0);
    List<String> values =
        columns.stream().map(answer -> TileTable.text(answer.column(), answer.value())).toList();
    int room = Math.min(40, values.stream().mapToInt(String::length).max().orElse(0));
    lines.add("");
    for (int i = 0; i < columns.size(); i++) {
      Answer answer = columns.get(i);
      Explanation explanation = answer.tiles().orElseThrow();
      int tiles = explanation.tiles().size();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-" + names + "s  %" + Math.max(1, room) + "s  %s",
              answer.column().name(),
              values.get(i),
              Numbers.count(tiles)
                  + (tiles == 1 ? " tile" : " tiles")
                  + (explanation.partialUntilMillis().isPresent() ? ", partial" : "")));
      if (hasTiles && answer.meaning() instanceof Meaning.OfFeature column) {
        new TileTable(answer.column(), column.feature().aggregate(), width)
            .lines(explanation.tiles(), Integer.MAX_VALUE)
            .forEach(line -> lines.add("  " + line));
      }
    }
  }

  private void sizes(List<String> lines) {
    lines.add("");
    for (KeptUser.Part part : user.parts()) {
      lines.add(String.format(Locale.ROOT, "  %9s  %s", Numbers.bytes(part.bytes()), part.name()));
    }
  }
}
