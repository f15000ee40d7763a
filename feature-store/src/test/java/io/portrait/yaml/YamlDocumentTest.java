package io.portrait.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentTest {

  @Test
  void readsTypedValuesAndDefaults() {
    YamlMapping kafka =
        YamlDocument.parse(
                """
                kafka:
                  bootstrap: localhost:9092
                  bounded: true
                  retries: 3
                  ratio: 0.5
                  timeout: 30s
                  mode: fast
                  topics: [a, b]
                  properties: {sasl.mechanism: PLAIN, fetch.min.bytes: 1024}
                """,
                "f")
            .root()
            .section("kafka");

    assertThat(kafka.text("bootstrap")).isEqualTo("localhost:9092");
    assertThat(kafka.text("group", "portrait")).isEqualTo("portrait");
    assertThat(kafka.flag("bounded", false)).isTrue();
    assertThat(kafka.integer("retries", 1, 0, 10)).isEqualTo(3);
    assertThat(kafka.number("ratio", 1, 0, 1)).isEqualTo(0.5);
    assertThat(kafka.duration("timeout", Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
    assertThat(kafka.choice("mode", 0, Map.of("fast", 1, "slow", 2))).isEqualTo(1);
    assertThat(kafka.list("topics"))
        .satisfies(
            topics ->
                assertThat(topics.scalars())
                    .extracting(YamlScalar::written)
                    .containsExactly("a", "b"));
    assertThat(kafka.section("properties").written())
        .containsExactly(
            Map.entry("sasl.mechanism", "PLAIN"), Map.entry("fetch.min.bytes", "1024"));
    assertThat(kafka.section("absent").keys()).isEmpty();
    assertThat(kafka.problemsSoFar()).isZero();
  }

  @Test
  void collectsEveryProblemInTheOrderOfTheFile() {
    YamlDocument document =
        YamlDocument.parse("b: 30\na: [1]\nc: 1x\ntimout: 1s\nd: 5\nd: 6\n", "job.yaml");
    YamlMapping root = document.root();
    root.text("a");
    root.duration("c", Duration.ZERO);
    root.integer("b", 0, 1, 20);
    root.unknownKeysAreErrors(List.of("a", "b", "c", "d", "timeout"));
    root.require("timeout");
    root.require("e");

    assertThatThrownBy(document::check)
        .isInstanceOf(InvalidFileException.class)
        .hasMessage(
            """
            job.yaml:1:1: 'e' is missing
            job.yaml:1:4: must be a whole number from 1 to 20
            job.yaml:2:4: 'a' must be a single value, not a list
            job.yaml:3:4: must be a duration such as 30s, 5m, 24h or 7d, not '1x'
            job.yaml:4:1: unknown key 'timout' (did you mean 'timeout'?)
            job.yaml:6:1: the key 'd' is there twice (first in line 5)""");
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "24h, PT24H",
    "7d, PT168H",
    "2w, PT336H",
    "730d, PT17520H",
    "36500d, PT876000H",
  })
  void readsDurations(String written, Duration duration) {
    assertThat(YamlDocument.parse("a: " + written, "f").root().duration("a", Duration.ZERO))
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [ | f:1:5: not YAML: while parsing a flow node",
        "a: b: c | f:1:5: not YAML: mapping values are not allowed here",
        "'a: \"b' | f:1:",
        "a: *x | f:1:4: not YAML: found undefined alias x",
        "- a | f:1:1: the file must be a mapping of keys to values, not a list",
        "7 | f:1:1: the file must be a mapping of keys to values, not a whole number",
        "'' | f: is empty",
        "'# only a comment' | f: is empty",
        "%YAML 3.0 | f:",
      })
  void whatIsNoYamlIsOneLine(String text, String message) {
    assertThatThrownBy(() -> YamlDocument.parse(text, "f"))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  /** The YAML library knows no place of this one. */
  @Test
  void aKeyThatCannotBeginHereHasAPlace() {
    assertThatThrownBy(() -> YamlDocument.parse("s:\n  f: [a,\n] b]\n  c: 1\n", "f"))
        .hasMessageStartingWith("f:3:3: not YAML: A simple key ");
  }

  @Test
  void controlCharactersHaveAPlace() {
    assertThatThrownBy(() -> YamlDocument.parse("a: b\nc: \u0001\n", "f"))
        .hasMessage("f:2:4: the character U+0001 may not stand here");
  }

  @Test
  void aTagThatWouldMakeAnObjectIsRefused() {
    YamlDocument document = YamlDocument.parse("a: !!javax.script.ScriptEngineManager [x]\n", "f");
    YamlDocument scalar = YamlDocument.parse("a: !!java.io.File x\n", "f");

    assertThatThrownBy(document::check).hasMessageContaining("means nothing here");
    assertThatThrownBy(scalar::check).hasMessageContaining("means nothing here");
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsDoNotMovePlaces() {
    YamlMapping root = YamlDocument.parse("\uFEFFa: 1\r\nb: 2\r\n", "f").root();

    assertThat(root.positionOf("b")).isEqualTo(new Position(2, 1));
    assertThat(root.keys()).containsExactly("a", "b");
  }

  @Test
  @Timeout(20)
  void bombsAreRefusedBeforeTheyGoOff() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String previous = "*a" + (i - 1);
      laughs.append("a" + i + ": &a" + i + " [" + (previous + ", ").repeat(8) + previous + "]\n");
    }
    YamlDocument document = YamlDocument.parse(laughs.toString(), "f");
    assertThatThrownBy(document::check).hasMessageContaining("aliases repeat too much");

    assertThatThrownBy(() -> YamlDocument.parse("[".repeat(500_000), "f"))
        .hasMessage("f:1:33: more than 32 levels deep");
    assertThatThrownBy(() -> YamlDocument.parse("{a: ".repeat(200_000), "f"))
        .hasMessage("f:1:129: more than 32 levels deep");
    assertThatThrownBy(() -> YamlDocument.parse("a: &x 1\nb: [" + "*x, ".repeat(101) + "]", "f"))
        .hasMessageEndingWith("more than 100 aliases");
    assertThatThrownBy(() -> YamlDocument.parse("a: " + "x".repeat(1 << 20), "f"))
        .hasMessage("f: is larger than 1048576 bytes");
    assertThatThrownBy(YamlDocument.parse("a: &x [*x]", "f")::check)
        .hasMessageContaining("aliases repeat too much");
  }

  @Test
  void veryManyProblemsEndInACount() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      text.append("k").append(i).append(": 1\n");
    }
    YamlDocument document = YamlDocument.parse(text.toString(), "f");
    document.root().unknownKeysAreErrors(List.of("nothing"));

    assertThatThrownBy(document::check)
        .hasMessageEndingWith("f: and 150 more problems")
        .satisfies(e -> assertThat(((InvalidFileException) e).problems()).hasSize(250).isSorted());
  }

  /** The library reads a thousand characters at a time; two of them may be one. */
  @Test
  void readsACharacterOfTwoHalvesWhereverItStands() {
    for (int before = 1_000; before < 1_050; before++) {
      String text = "#" + "x".repeat(before) + "\uD83D\uDE00\na: \uD83D\uDE00\n";

      assertThat(YamlDocument.parse(text, "f").root().text("a")).isEqualTo("\uD83D\uDE00");
    }
  }

  @Test
  void refusesHalfACharacterAtTheEnd() {
    assertThatThrownBy(() -> YamlDocument.parse("a: b\uD83D", "f"))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("f:1:");
  }
}
