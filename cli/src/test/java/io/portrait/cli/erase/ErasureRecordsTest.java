package io.portrait.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.Erasure;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErasureRecordsTest {

  private static final Instant AT = Instant.parse("2026-11-26T10:15:30.123Z");

  @Test
  void aRecordIsReadAsTheErasureOfItsUserWhereverTheFieldsAre() {
    EventRules mapped =
        new EventRules(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Map.of("user_id", "/who/a~1b", "type", "/what", "time", "/who/when"),
            "forget_me");
    for (EventRules rules : List.of(EventRules.DEFAULT, mapped)) {
      for (String user : List.of("u-1", "ü \"{}\\\u0001", "17")) {
        assertThat(
                new EventParser(rules)
                    .parse(
                        ErasureRecords.of(user, AT, rules),
                        new Origin("", 0, 0),
                        AT.toEpochMilli()))
            .isEqualTo(new Erasure(user, AT.toEpochMilli()));
      }
    }
  }
}
