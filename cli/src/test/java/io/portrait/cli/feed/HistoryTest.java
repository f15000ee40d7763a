package io.portrait.cli.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.event.EventRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files as one history. */
class HistoryTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void daysAndShardsComeOutByTimeAndEachFileInItsOwnOrder() throws Exception {
    Path monday = file("monday", event("a", 10), event("b", 30), "broken", event("c", 20));
    Path mondayToo = file("monday-2", event("d", 5), event("e", 25));
    Path tuesday = file("tuesday", event("f", 1_000));
    Path empty = file("empty");

    assertThat(read(Long.MAX_VALUE, tuesday, empty, monday, mondayToo).records())
        .containsExactly(
            event("d", 5),
            event("a", 10),
            event("e", 25),
            event("b", 30),
            "broken",
            event("c", 20),
            event("f", 1_000));
  }

  @Test
  void whatIsNotBeforeTheEndIsLeftOutWithTheBrokenRecordsBehindIt() throws Exception {
    Path events =
        file(
            "events",
            "broken 1",
            event("a", 10),
            event("b", 100),
            "broken 2",
            event("c", 50),
            "broken 3");

    Read read = read(100, events);

    assertThat(read.records())
        .containsExactly("broken 1", event("a", 10), event("c", 50), "broken 3");
    assertThat(read.history().leftOut()).isEqualTo(2);
    assertThat(read.history().latest()).isEqualTo(50);
    assertThat(read.history().withoutId()).isZero();
    assertThat(read.history().progress()).isEqualTo(1);
  }

  @Test
  void eventsWithoutAnIdAreCounted() throws Exception {
    Path events =
        file("events", "{\"user_id\":\"u\",\"type\":\"view\",\"time\":5}", event("a", 10));

    assertThat(read(Long.MAX_VALUE, events).history().withoutId()).isEqualTo(1);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> MergedFiles.open(List.of(folder.resolve("no")), EventRules.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("no such file: " + folder.resolve("no"));
  }

  private record Read(List<String> records, History history) {}

  private static Read read(long until, Path... files) throws Exception {
    try (History history =
        new History(
            MergedFiles.open(List.of(files), EventRules.DEFAULT), EventRules.DEFAULT, until)) {
      List<String> records = new ArrayList<>();
      for (byte[] record = history.next(); record != null; record = history.next()) {
        records.add(new String(record, UTF_8));
      }
      return new Read(records, history);
    }
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static String event(String id, long time) {
    return "{\"event_id\":\"%s\",\"user_id\":\"u\",\"type\":\"view\",\"time\":%d}"
        .formatted(id, time);
  }
}
