package io.portrait.cli.state;

import io.portrait.cli.state.OperatorSizes.OperatorSize;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sizes of a savepoint as people read them. */
public final class StatsView {

  private StatsView() {}

  /**
   * The lines.
   *
   * @param read which savepoint it is, in words
   */
  public static List<String> lines(
      String read, List<OperatorSize> operators, StateScan.Found found) {
    StateSizes users = found.users();
    List<String> lines = new ArrayList<>();
    lines.add(
        Numbers.count(users.keys())
            + (users.keys() == 1 ? " user" : " users")
            + ", "
            + Numbers.bytes(users.bytes() + found.scores().bytes())
            + " remembered of them");
    lines.add("  read     " + read);
    if (users.unreadable() > 0) {
      lines.add("  damaged  " + Numbers.count(users.unreadable()) + " values cannot be read");
    }
    lines.add("");
    lines.add("  bytes on disk  operator");
    for (OperatorSize operator : operators) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %13s  %s, %d of %d tasks",
              Numbers.bytes(operator.bytes()),
              operator.uid(),
              operator.parallelism(),
              operator.maxParallelism()));
    }
    if (users.keys() > 0) {
      quantiles(users, lines);
      parts(found, lines);
      largest(users, lines);
    }
    return lines;
  }

  private static void quantiles(StateSizes users, List<String> lines) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "  a user: %s on average, p50 %s, p90 %s, p99 %s, p99.9 %s, most %s",
            Numbers.bytes(Math.round(users.bytes() / (double) users.keys())),
            Numbers.bytes(users.quantile(0.5)),
            Numbers.bytes(users.quantile(0.9)),
            Numbers.bytes(users.quantile(0.99)),
            Numbers.bytes(users.quantile(0.999)),
            Numbers.bytes(users.quantile(1))));
  }

  private static void parts(StateScan.Found found, List<String> lines) {
    lines.add("");
    lines.add("      bytes  per user  part of a user");
    List<Map.Entry<String, Long>> parts = new ArrayList<>(found.users().bytesByPart().entrySet());
    parts.addAll(found.scores().bytesByPart().entrySet());
    parts.sort(
        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    for (Map.Entry<String, Long> part : parts) {
      if (part.getValue() > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %9s  %8.1f  %s",
                Numbers.bytes(part.getValue()),
                part.getValue() / (double) found.users().keys(),
                part.getKey()));
      }
    }
  }

  private static void largest(StateSizes users, List<String> lines) {
    lines.add("");
    lines.add("      bytes  largest users");
    for (KeySize key : users.largest()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %9s  %s",
              Numbers.bytes(key.bytes()),
              ProfileView.printable(key.key())));
    }
  }
}
