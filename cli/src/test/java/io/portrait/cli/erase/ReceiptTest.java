package io.portrait.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.erasure.TableReport.Remaining;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptTest {

  private static final Instant AT = Instant.parse("2026-11-26T10:15:30.123Z");
  private static final Remaining KEPT =
      new Remaining("snapshot 7", "history is kept that long", AT.plusSeconds(60), false);
  private static final Remaining LEFT = new Remaining("labels/x", "a file of the table", null, true);

  @Test
  void whatStaysOnPurposeIsNoFailureAndWhatShouldHaveGoneIs() throws Exception {
    Receipt kept = receipt(List.of(KEPT));
    assertThat(kept.isComplete()).isTrue();
    assertThat(ReceiptView.lines(kept))
        .containsExactly(
            "erased      1 user of shop, as of 2026-11-26T10:15:30.123Z, by the running job",
            "  abc   nothing was known of this user",
            "table labels             3 rows, 4.1 kB rewritten",
            "  stays  snapshot 7: history is kept that long, until 2026-11-26T10:16:30.123Z");

    Receipt left = receipt(List.of(KEPT, LEFT));
    assertThat(left.isComplete()).isFalse();
    assertThat(ReceiptView.lines(left))
        .anyMatch(line -> line.startsWith("NOT ERASED  1 user"))
        .contains("  STILL THERE  labels/x: a file of the table");
    JsonNode json = new ObjectMapper().readTree(left.toJson());
    assertThat(json.get("complete").booleanValue()).isFalse();
    assertThat(json.at("/places/0/rows").longValue()).isEqualTo(3);
    assertThat(json.at("/places/0/remaining/1/should_be_gone").booleanValue()).isTrue();
    assertThat(json.at("/users/0/hash").textValue()).isEqualTo("abc");
  }

  private static Receipt receipt(List<Remaining> remaining) {
    java.util.LinkedHashMap<String, Object> done = new java.util.LinkedHashMap<>();
    done.put("rows", 3L);
    done.put("files_deleted", 0);
    done.put("bytes_rewritten", 4_100L);
    done.put("snapshot_after", 8L);
    return new Receipt(
        "portrait 1",
        "shop",
        "0123456789abcdef",
        "by the running job",
        AT,
        AT,
        Map.of("abc", false),
        List.of(new Place("table labels", done, AT, remaining)));
  }
}
