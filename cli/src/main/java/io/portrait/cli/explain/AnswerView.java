package io.portrait.cli.explain;

import io.portrait.aggregate.Explanation;
import io.portrait.aggregate.Explanation.Tile;
import io.portrait.cli.explain.Answer.Input;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.cli.status.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An answer as people read it. */
public final class AnswerView {

  /** Tiles that have a line of their own. */
  public static final int MOST_TILES = 24;

  private AnswerView() {}

  /**
   * The lines of an answer.
   *
   * @param now against which ages are told
   * @param width of the terminal, characters
   * @param all whether each tile has a line of its own, however many there are
   */
  public static List<String> lines(
      Answer answer, Source source, Instant now, int width, boolean all) {
    List<String> lines = new ArrayList<>();
    lines.add(ProfileView.printable(answer.userId()) + "  " + headline(answer));
    lines.add("  " + answer.meaning().words());
    lines.add("  as of    " + Times.exact(answer.asOfMillis()) + ", from " + source.words(now));
    lines.add("  read     " + source.place());
    if (answer.isOfOtherDefinitions()) {
      lines.add("  note     the state was written under other definitions");
    }
    if (answer.meaning() instanceof Meaning.OfFeature column && answer.tiles().isPresent()) {
      tiles(answer, column, answer.tiles().get(), width, all ? Integer.MAX_VALUE : MOST_TILES)
          .forEach(lines::add);
    } else if (answer.meaning() instanceof Meaning.Tenure) {
      lines.add("  first    " + Times.exact(answer.firstMillis()));
    } else {
      inputs(answer.inputs()).forEach(lines::add);
    }
    return lines;
  }

  private static String headline(Answer answer) {
    if (answer.value() instanceof Boolean applies) {
      return answer.column().name() + (applies ? ": the tag applies" : ": the tag does not apply");
    }
    String value = TileTable.text(answer.column(), answer.value());
    String unit = answer.value() instanceof Number ? " " + answer.column().unit() : "";
    return (answer.column().name() + " = " + value + unit).stripTrailing();
  }

  private static List<String> tiles(
      Answer answer, Meaning.OfFeature column, Explanation explanation, int width, int most) {
    List<String> lines = new ArrayList<>();
    OptionalLong from = explanation.fromMillis();
    lines.add(
        "  covers   "
            + Times.exact(from.orElse(answer.firstMillis()))
            + (from.isPresent() ? " until then" : ", the first event, until then"));
    explanation
        .partialUntilMillis()
        .ifPresent(
            until ->
                lines.add(
                    "  partial  until "
                        + Times.exact(until)
                        + ": the definitions asked for it later than events came"));
    lines.add("");
    lines.addAll(
        new TileTable(answer.column(), column.feature().aggregate(), width)
            .lines(explanation.tiles(), most));
    lines.add("  = " + sum(column, explanation));
    int ahead = explanation.tiles().stream().mapToInt(Tile::ahead).sum();
    if (ahead > 0) {
      lines.add(
          "  +n: so many events came before their observation tick; the live value counts them, "
              + "the row of the tick "
              + explanation.tickMillis().stream()
                  .mapToObj(Times::exact)
                  .findFirst()
                  .orElse("to come")
              + " will not");
    }
    return lines;
  }

  /** How the tiles add up to the value. */
  private static String sum(Meaning.OfFeature column, Explanation explanation) {
    boolean isLifetime = column.window() == null;
    int count = explanation.tiles().size();
    if (count == 0) {
      return isLifetime ? "no event" : "no event in the window";
    }
    String tiles = isLifetime ? "one total" : counted(count, "tile");
    String events =
        explanation.events().isPresent()
            ? ", " + counted(explanation.events().getAsLong(), "event")
            : "";
    String late = isLifetime ? "" : "; late events are in the tiles of their own time";
    return switch (column.feature().aggregate()) {
      case COUNT, SUM -> tiles + events + late;
      case DISTINCT ->
          tiles + (isLifetime ? "" : ", each with what no newer one has; late events are counted");
      case MEAN, STDDEV, TOP, QUANTILE -> tiles + (isLifetime ? "" : " merged") + events + late;
      case MIN, MAX ->
          isLifetime
              ? tiles
              : "the most extreme of " + tiles + "; one that a newer one outdoes is not kept";
      case FIRST -> isLifetime ? tiles : "the first of " + tiles + late;
      case LAST, RECENCY -> "the latest event; those before it are not kept";
      case DAYS_ACTIVE ->
          isLifetime ? tiles : counted(count, "day") + ", of each the time of its latest event";
    };
  }

  private static String counted(long number, String what) {
    return Numbers.count(number) + " " + what + (number == 1 ? "" : "s");
  }

  private static List<String> inputs(List<Input> inputs) {
    int width = inputs.stream().mapToInt(input -> input.column().name().length()).max().orElse(0);
    return inputs.stream()
        .map(
            input ->
                ("    "
                        + input.column().name()
                        + " ".repeat(width - input.column().name().length())
                        + "  "
                        + TileTable.text(input.column(), input.value())
                        + (input.value() instanceof Number ? " " + input.column().unit() : ""))
                    .stripTrailing())
        .toList();
  }
}
