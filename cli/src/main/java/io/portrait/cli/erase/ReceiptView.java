package io.portrait.cli.erase;

import io.portrait.cli.status.Numbers;
import io.portrait.erasure.TableReport.Remaining;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A receipt for people. */
public final class ReceiptView {

  /** So many alike are named. */
  private static final int MOST_NAMED = 3;

  private ReceiptView() {}

  /** Its lines. */
  public static List<String> lines(Receipt receipt) {
    List<String> lines = new ArrayList<>();
    lines.add(
        (receipt.isComplete() ? "erased      " : "NOT ERASED  ")
            + receipt.users().size()
            + (receipt.users().size() == 1 ? " user" : " users")
            + " of "
            + receipt.project()
            + ", as of "
            + receipt.erasedAt()
            + ", "
            + receipt.how());
    receipt
        .users()
        .forEach(
            (hash, known) ->
                lines.add("  " + hash + (known ? "" : "   nothing was known of this user")));
    for (Place place : receipt.places()) {
      String done =
          place.done().entrySet().stream()
              .filter(ReceiptView::isWorthAWord)
              .map(entry -> words(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", "));
      if (!done.isEmpty() || !place.remaining().isEmpty()) {
        lines.add(String.format("%-24s %s", place.name(), done.isEmpty() ? "-" : done));
        remaining(place, lines);
      }
    }
    return lines;
  }

  private static void remaining(Place place, List<String> lines) {
    Map<String, List<Remaining>> byReason =
        place.remaining().stream()
            .collect(
                Collectors.groupingBy(
                    Remaining::why, java.util.LinkedHashMap::new, Collectors.toList()));
    byReason.forEach(
        (why, those) -> {
          String named =
              those.stream()
                  .limit(MOST_NAMED)
                  .map(Remaining::what)
                  .collect(Collectors.joining(", "));
          int more = those.size() - MOST_NAMED;
          lines.add(
              (those.get(0).isFailure() ? "  STILL THERE  " : "  stays  ")
                  + named
                  + (more > 0 ? " and " + more + " more" : "")
                  + ": "
                  + why
                  + those.stream()
                      .map(Remaining::until)
                      .filter(java.util.Objects::nonNull)
                      .max(java.util.Comparator.naturalOrder())
                      .map(until -> ", until " + until)
                      .orElse(""));
        });
  }

  private static boolean isWorthAWord(Map.Entry<String, Object> entry) {
    return !entry.getKey().startsWith("snapshot_")
        && !(entry.getValue() instanceof Number number && number.longValue() == 0);
  }

  private static String words(String name, Object value) {
    String words = name.replace('_', ' ');
    if (!(value instanceof Number number)) {
      return words + " " + value;
    }
    return words.startsWith("bytes ")
        ? Numbers.bytes(number.longValue()) + words.substring("bytes".length())
        : Numbers.count(number.longValue()) + " " + words;
  }
}
