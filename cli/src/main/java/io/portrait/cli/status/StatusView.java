package io.portrait.cli.status;

import io.portrait.job.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a status reads, as a few lines or as one. */
public final class StatusView {

  private final String dashboard;

  /** A view that says where the dashboard is. */
  public StatusView(String dashboard) {
    this.dashboard = dashboard;
  }

  /** A few lines for a terminal, each within 100 characters or so. */
  public List<String> lines(Status status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "events      "
            + Numbers.count(status.count(Tally.EVENTS_IN))
            + " in, "
            + Numbers.count(Math.round(status.eventsPerSecond()))
            + "/s, lag "
            + Numbers.count(status.lag())
            + (status.feed().isEmpty() ? "" : ", " + status.feed()));
    lines.add(
        "            "
            + Numbers.count(status.count(Tally.EVENTS_DUPLICATE))
            + " duplicate, "
            + Numbers.count(status.count(Tally.EVENTS_LATE))
            + " late");
    lines.add("            " + rejected(status.rejected()));
    long texts = status.count(Tally.TEXTS_EMBEDDED);
    long missed = status.count(Tally.TEXTS_MISSED);
    if (texts + missed > 0) {
      lines.add(
          "texts       "
              + Numbers.count(texts)
              + " embedded, "
              + Numbers.count(missed)
              + " missed");
    }
    long erased = status.count(Tally.USERS_ERASED);
    lines.add(
        "profiles    "
            + Numbers.count(status.count(Tally.USERS))
            + " users, "
            + Numbers.count(status.count(Tally.ROWS_WRITTEN))
            + " rows written"
            + (erased > 0 ? ", " + Numbers.count(erased) + " erased" : ""));
    long labels = status.count(Tally.LABELS_MATURED);
    long pending = status.count(Tally.LABELS_PENDING);
    long changes = status.count(Tally.SEGMENT_CHANGES);
    if (labels + pending + changes > 0) {
      lines.add(
          "learning    "
              + Numbers.count(labels)
              + " labels learned, "
              + Numbers.count(pending)
              + " to come; "
              + Numbers.count(changes)
              + " changed segment, "
              + Numbers.count(status.count(Tally.CHURN_ALERTS))
              + " churn alerts");
    }
    lines.add("checkpoint  " + checkpoint(status));
    lines.add("job         " + status.state() + ", " + dashboard);
    return lines;
  }

  /** One line for a log. */
  public String line(Status status) {
    return Numbers.count(status.count(Tally.EVENTS_IN))
        + " events in, "
        + Numbers.count(Math.round(status.eventsPerSecond()))
        + "/s, lag "
        + Numbers.count(status.lag())
        + ", "
        + Numbers.count(status.count(Tally.USERS))
        + " users, "
        + Numbers.count(status.count(Tally.EVENTS_DUPLICATE))
        + " duplicate, "
        + rejected(status.rejected())
        + ", checkpoint "
        + checkpoint(status)
        + ", "
        + status.state()
        + ", "
        + dashboard;
  }

  private static String rejected(Map<String, Long> reasons) {
    long all = reasons.values().stream().mapToLong(Long::longValue).sum();
    String apart =
        reasons.entrySet().stream()
            .map(reason -> Numbers.count(reason.getValue()) + " " + reason.getKey())
            .collect(Collectors.joining(", "));
    return Numbers.count(all) + " rejected" + (apart.isEmpty() ? "" : " (" + apart + ")");
  }

  private static String checkpoint(Status status) {
    return status
        .checkpoint()
        .map(
            checkpoint ->
                checkpoint.id()
                    + ", "
                    + Numbers.age(Duration.ofSeconds(status.checkpointAgeSeconds()))
                    + " ago, "
                    + Numbers.bytes(checkpoint.bytes()))
        .orElse("none yet");
  }
}
