package io.portrait.cli.similar;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.status.Bar;
import io.portrait.cli.status.ProfileView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Neighbours as people and as programs read them. */
public final class NeighbourView {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BAR = 8;

  /** So much of a line a long user id may take. */
  private static final int MOST_OF_LINE_FOR_ID = 3;

  private NeighbourView() {}

  /**
   * A line a neighbour: rank, user, cosine, a bar of it, and what is known in words.
   *
   * @param words {@link TasteWords} by user; those who are not there are without
   * @param width of the terminal, characters
   */
  public static List<String> lines(
      List<Neighbour> neighbours, Map<String, String> words, int width) {
    List<String> users =
        neighbours.stream()
            .map(neighbour -> ProfileView.printable(neighbour.userId()))
            .map(user -> cut(user, width / MOST_OF_LINE_FOR_ID))
            .toList();
    int userWidth = users.stream().mapToInt(NeighbourView::length).max().orElse(0);
    int rankWidth = String.valueOf(neighbours.size()).length();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < neighbours.size(); i++) {
      Neighbour neighbour = neighbours.get(i);
      String bar = Bar.of(neighbour.cosine(), 1, BAR);
      String line =
          String.format(Locale.ROOT, "  %" + rankWidth + "d  ", i + 1)
              + users.get(i)
              + " ".repeat(userWidth - length(users.get(i)))
              + String.format(Locale.ROOT, "  %6.3f  ", neighbour.cosine())
              + bar
              + " ".repeat(BAR - bar.length())
              + "  "
              + words.getOrDefault(neighbour.userId(), "");
      lines.add(cut(line.stripTrailing(), width));
    }
    return lines;
  }

  /**
   * {@code {"rank":1,"user_id":"u-2","cosine":0.93}}.
   *
   * @param rank from 1
   */
  public static String json(int rank, Neighbour neighbour) {
    return JSON.createObjectNode()
        .put("rank", rank)
        .put("user_id", neighbour.userId())
        .put("cosine", neighbour.cosine())
        .toString();
  }

  /** A line that fits; an ellipsis stands for what does not. */
  public static String cut(String line, int width) {
    return length(line) <= width
        ? line
        : line.substring(0, line.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
