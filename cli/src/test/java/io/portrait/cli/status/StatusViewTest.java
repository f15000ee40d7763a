package io.portrait.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.embedded.RunningJob.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {

  private static final Status BUSY =
      new Status(
          "running",
          Map.of(
              "events_in", 1_234_567L,
              "events_duplicate", 12L,
              "events_late", 3L,
              "events_rejected_bad_time", 1L,
              "events_rejected_malformed_json", 2L,
              "events_rejected_too_late", 0L,
              "users", 9_876L,
              "rows_written", 54_321L),
          412.4,
          1_000,
          "fed shop.jsonl: 1,235,567 (100%)",
          Optional.of(new Checkpoint(7, Instant.EPOCH, 1_234_567)),
          4);

  private static final Status NEW = new Status("created", Map.of(), 0, 0, "", Optional.empty(), 0);

  private final StatusView view = new StatusView("http://127.0.0.1:8081");

  @Test
  void saysEverythingInAFewLines() {
    assertThat(view.lines(BUSY))
        .containsExactly(
            "events      1,234,567 in, 412/s, lag 1,000, fed shop.jsonl: 1,235,567 (100%)",
            "            12 duplicate, 3 late",
            "            3 rejected (1 bad_time, 2 malformed_json)",
            "profiles    9,876 users, 54,321 rows written",
            "checkpoint  7, 4 s ago, 1.2 MB",
            "job         running, http://127.0.0.1:8081");
  }

  @Test
  void saysTheSameInOneLine() {
    assertThat(view.line(BUSY))
        .isEqualTo(
            "1,234,567 events in, 412/s, lag 1,000, 9,876 users, 12 duplicate, 3 rejected"
                + " (1 bad_time, 2 malformed_json), checkpoint 7, 4 s ago, 1.2 MB, running,"
                + " http://127.0.0.1:8081");
  }

  @Test
  void saysHowManyWereErasedWhereAnyWere() {
    Status erased =
        new Status(
            "running",
            Map.of(
                "users", 5L, "rows_written", 6L, "users_erased", 2L, "events_rejected_erased", 3L),
            0,
            0,
            "",
            Optional.empty(),
            0);

    assertThat(view.lines(erased))
        .contains(
            "            3 rejected (3 erased)", "profiles    5 users, 6 rows written, 2 erased");
  }

  @Test
  void knowsNothingYetAtTheStart() {
    assertThat(view.lines(NEW))
        .containsExactly(
            "events      0 in, 0/s, lag 0",
            "            0 duplicate, 0 late",
            "            0 rejected",
            "profiles    0 users, 0 rows written",
            "checkpoint  none yet",
            "job         created, http://127.0.0.1:8081");
  }

  @Test
  void rewritesTheBlockOnATerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StatusScreen screen = screen(bytes, true);

    screen.show(NEW);
    screen.show(NEW);

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("\033[6A")
        .contains("\033[2Kcheckpoint  none yet");
  }

  @Test
  void aLineLongerThanTheTerminalIsCutAndNotWrappedWhichWouldBreakTheBlock() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    screen(bytes, true).show(BUSY);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("\033[?7l").endsWith("\033[?7h");
  }

  @Test
  void writesOneLineAndNoControlCharactersElsewhere() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StatusScreen screen = screen(bytes, false);

    screen.show(NEW);
    screen.show(NEW);
    screen.say("bye");

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(view.line(NEW) + "\nbye\n");
  }

  private StatusScreen screen(ByteArrayOutputStream bytes, boolean terminal) {
    return new StatusScreen(new PrintStream(bytes, true, StandardCharsets.UTF_8), view, terminal);
  }
}
