package io.portrait.cli.explain;

import io.portrait.aggregate.Explanation.Tile;
import io.portrait.cli.status.Bar;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.cli.status.Times;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tiles as lines: when, what they come to, and a bar. */
final class TileTable {

  private static final int LEAST_BAR = 8;

  private final Column column;
  private final Aggregate aggregate;
  private final int width;

  /**
   * A table.
   *
   * @param width of the terminal, characters
   */
  TileTable(Column column, Aggregate aggregate, int width) {
    this.column = column;
    this.aggregate = aggregate;
    this.width = width;
  }

  /**
   * The lines, oldest first.
   *
   * @param most so many of the newest have a line of their own; the others share the first line
   */
  List<String> lines(List<Tile> tiles, int most) {
    List<Tile> older = tiles.subList(0, Math.max(0, tiles.size() - most));
    List<Tile> shown = tiles.subList(older.size(), tiles.size());
    List<String> when = new ArrayList<>();
    List<String> what = new ArrayList<>();
    if (!older.isEmpty()) {
      when.add(Numbers.count(older.size()) + " older tiles (--all)");
      what.add(together(older));
    }
    for (Tile tile : shown) {
      when.add(Times.span(tile.fromMillis(), tile.untilMillis()));
      what.add(what(tile));
    }
    int whenWidth = longest(when);
    int whatWidth = longest(what);
    boolean isNumber = column.type().isNumber();
    boolean hasBars = isNumber && aggregate != Aggregate.DAYS_ACTIVE && shown.size() > 1;
    double greatest = shown.stream().mapToDouble(TileTable::weight).max().orElse(0);
    int room = Math.max(LEAST_BAR, width - whenWidth - whatWidth - 7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < when.size(); i++) {
      int tile = i - (when.size() - shown.size());
      String bar = tile >= 0 && hasBars ? Bar.of(weight(shown.get(tile)), greatest, room) : "";
      String value = what.get(i);
      String pad = " ".repeat(whatWidth - value.length());
      String line =
          "  "
              + when.get(i)
              + " ".repeat(whenWidth - when.get(i).length())
              + "  "
              + (isNumber ? pad + value : value + pad)
              + "  "
              + bar;
      lines.add(line.stripTrailing());
    }
    return lines;
  }

  private String what(Tile tile) {
    String value = text(column, tile.value());
    String of = tellsEvents() ? of(tile.events().orElse(0)) : "";
    return value + of + (tile.ahead() > 0 ? " +" + tile.ahead() : "");
  }

  /** What the older tiles come to, where that is a matter of adding. */
  private String together(List<Tile> older) {
    if (aggregate != Aggregate.COUNT && aggregate != Aggregate.SUM) {
      return "";
    }
    double sum = older.stream().mapToDouble(TileTable::signed).sum();
    long events = older.stream().mapToLong(tile -> tile.events().orElse(0)).sum();
    String value = text(column, Answer.typed(column, sum));
    return tellsEvents() ? value + of(events) : value;
  }

  /** Whether the value of a tile does not say by itself how many events it has. */
  private boolean tellsEvents() {
    return aggregate == Aggregate.SUM
        || aggregate == Aggregate.MEAN
        || aggregate == Aggregate.STDDEV;
  }

  private static String of(long events) {
    return " of " + Numbers.count(events) + (events == 1 ? " event " : " events");
  }

  /** A value as people read it. */
  static String text(Column column, @Nullable Object value) {
    Object typed = Answer.typed(column, value);
    if (typed == null) {
      return "-";
    }
    if (typed instanceof Long whole) {
      return Numbers.count(whole);
    }
    if (typed instanceof Double number) {
      return Numbers.real(number);
    }
    return ProfileView.printable(
        typed instanceof List<?> list
            ? String.join(", ", list.stream().map(String::valueOf).toList())
            : String.valueOf(typed));
  }

  private static double weight(Tile tile) {
    return Math.abs(signed(tile));
  }

  private static double signed(Tile tile) {
    return tile.value() instanceof Double number ? number : 0;
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
