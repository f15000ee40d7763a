package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Map<String, Long> COUNTERS =
      Map.of(
          "events_in", 10L,
          "events_accepted", 6L,
          "events_duplicate", 1L,
          "events_rejected_malformed_json", 2L,
          "events_rejected_bad_time", 1L,
          "events_rejected_too_late", 0L,
          "events_late", 4L,
          "users", 3L,
          "users_erased", 7L,
          "rows_written", 5L);

  @Test
  void hasTheKeysOfTheContractAndHowManyUsersWereErased() {
    assertThat(new Summary(COUNTERS, Duration.ofMillis(2_500)).toJson())
        .isEqualTo(
            "{\"events_in\":10,\"events_accepted\":6,\"events_duplicate\":1,"
                + "\"events_rejected\":{\"bad_time\":1,\"malformed_json\":2},\"events_late\":4,"
                + "\"users\":3,\"users_erased\":7,\"rows_written\":5,\"seconds\":2.5,\"events_per_second\":4}");
  }

  @Test
  void addsUpWhenEveryRecordIsAccountedFor() {
    assertThat(new Summary(COUNTERS, Duration.ZERO).addsUp()).isTrue();
  }

  @Test
  void doesNotAddUpWhenOneIsMissing() {
    assertThat(new Summary(Map.of("events_in", 1L), Duration.ZERO).addsUp()).isFalse();
  }

  @Test
  void anEmptyFileHasASummaryToo() {
    assertThat(new Summary(Map.of(), Duration.ZERO).toJson())
        .contains("\"events_in\":0", "\"events_rejected\":{}", "\"events_per_second\":0");
  }
}
