package io.portrait.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text has one @ in its value: its place must be that of the @ in the file. */
class ScalarPositionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: one @ two\n",
        "a: '@'\n",
        "a: 'it''s @ here'\n",
        "a: \"tab \\t quote \\\" \\x41 \\u0042 \\U0001F600 @ x\"\n",
        "a: 😀 and @\n",
        "a: {b: 1}\nc: one\n  two\n\n  @ three\n",
        "a: 'one\n  two @'\n",
        "a: 'one\n\n\n  two @'\n",
        "a: \"one \\\n     two @\"\n",
        "a: |\n  one\n  @ two\n",
        "a: |\n\n    one\n\n    two @\n",
        "a: |-\n    one\n      two @\n",
        "a: |2\n     one @\n",
        "a: >\n  one\n  two @\n",
        "a: >-\n  one\n\n  two\n  three @\n",
        "a: >\n  one\n  two\n\n\n  three\n  four @ five\n",
        "a: >\r\n  one\r\n  two @\r\n",
        "# comment\na:\n  one @\n",
      })
  void thePlaceInTheFileIsFound(String text) {
    String marked = text.startsWith("a: {") ? "c" : "a";
    YamlScalar scalar = Objects.requireNonNull(YamlDocument.parse(text, "f").root().scalar(marked));
    String value = scalar.written();
    String before = text.substring(0, text.indexOf('@'));
    String line = before.substring(before.lastIndexOf('\n') + 1);

    Position found = scalar.positionOf(value.codePointCount(0, value.indexOf('@')));

    assertThat(found)
        .isEqualTo(
            new Position(
                (int) before.chars().filter(c -> c == '\n').count() + 1,
                line.codePointCount(0, line.length()) + 1));
  }
}
