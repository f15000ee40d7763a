package io.portrait.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordUserTest {

  private final RecordUser usual = new RecordUser(EventRules.DEFAULT);
  private final RecordUser mapped =
      new RecordUser(
          new EventRules(
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Map.of("user_id", "/who/a~1b/1")));

  @Test
  void aRecordSaysWhoseItIsThoughItIsNoEvent() {
    assertThat(usual.of(bytes("{\"user_id\":\"u-1\"}"))).contains("u-1");
    assertThat(usual.of(bytes("{\"x\":{\"user_id\":\"u-2\"},\"user_id\":17.0}"))).contains("17");
    assertThat(usual.of(bytes("{\"user_id\":\"u-1\",\"user_id\":\"u-2\"}"))).contains("u-2");
    assertThat(usual.of(bytes("{\"user_id\":\"\\u0075-1\",\"text\":\"cut of"))).contains("u-1");
    assertThat(mapped.of(bytes("{\"who\":{\"a/b\":[\"no\",\"u-1\"]}}"))).contains("u-1");
  }

  @Test
  void orNot() {
    for (String record :
        new String[] {
          "",
          "null",
          "\"u-1\"",
          "[\"u-1\"]",
          "{\"user_id\":null}",
          "{\"user_id\":\"\"}",
          "{\"user_id\":{\"u\":1}}",
          "{\"user_id\":1.5}",
          "{\"user_id\":\"u-",
          "{\"users\":\"u-1\"}"
        }) {
      assertThat(usual.of(bytes(record))).as(record).isEmpty();
    }
    assertThat(mapped.of(bytes("{\"who\":\"u-1\"}"))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
