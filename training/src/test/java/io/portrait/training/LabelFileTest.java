package io.portrait.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.query.QueryEngine;
import io.portrait.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels as people write them. */
class LabelFileTest {

  @TempDir Path folder;

  private LabelFile read(String text, List<List<Object>> rows) throws IOException {
    Path file = Files.writeString(folder.resolve("labels.csv"), text);
    Path work = Files.createTempDirectory(folder, "work");
    try (QueryEngine engine = QueryEngine.open(work, 128L << 20)) {
      LabelFile read = LabelFile.read(file, engine);
      rows.addAll(engine.rows("SELECT line, user_id, epoch_ms(time), label FROM label_file"));
      return read;
    }
  }

  private String refused(String text) {
    List<String> messages = new java.util.ArrayList<>();
    assertThatThrownBy(() -> read(text, new java.util.ArrayList<>()))
        .isInstanceOf(InvalidFileException.class)
        .satisfies(e -> messages.add(String.valueOf(e.getMessage()).replace(folder + "/", "")));
    return messages.get(0);
  }

  @Test
  void everyFormOfTimeAndLabelIsRead() throws IOException {
    List<List<Object>> rows = new java.util.ArrayList<>();
    LabelFile file =
        read(
            """
            user_id,label,time,note
            u-1,1,2026-01-01T00:00:00Z,x
            "a ""b"",
            c",0,1767225600123,
            ü,-5,2026-01-01T02:00:00.5+02:00,
            """,
            rows);

    assertThat(rows)
        .containsExactly(
            List.of(2L, "u-1", 1_767_225_600_000L, "1"),
            List.of(3L, "a \"b\",\nc", 1_767_225_600_123L, "0"),
            List.of(5L, "ü", 1_767_225_600_500L, "-5"));
    assertThat(file.labelType()).isEqualTo("BIGINT");
    assertThat(file.latestMillis()).isEqualTo(1_767_225_600_500L);
  }

  @Test
  void theTypeOfAllLabelsIsFound() throws IOException {
    assertThat(typeOf("1", "2.5", "-1e3")).isEqualTo("DOUBLE");
    assertThat(typeOf("true", "false")).isEqualTo("BOOLEAN");
    assertThat(typeOf("1", "true")).isEqualTo("VARCHAR");
    assertThat(typeOf("007")).isEqualTo("VARCHAR");
    assertThat(typeOf("9999999999999999999")).isEqualTo("DOUBLE");
    assertThat(typeOf("gold")).isEqualTo("VARCHAR");
  }

  private String typeOf(String... labels) throws IOException {
    StringBuilder text = new StringBuilder("user_id,time,label\n");
    for (String label : labels) {
      text.append("u,0,").append(label).append('\n');
    }
    return read(text.toString(), new java.util.ArrayList<>()).labelType();
  }

  @Test
  void aWrongLineRefusesTheFileAndEachIsNamed() {
    assertThat(
            refused(
                    """
                    user_id,time,label
                    u,yesterday,1
                    u,0,1
                    ,0,1
                    u,2026-01-01T00:00:00,1
                    u,0,
                    u,0
                    """)
                .lines())
        .containsExactly(
            "labels.csv:2:1: 'yesterday' is no time: ISO-8601 with an offset, such as"
                + " 2026-11-20T10:15:30Z, or milliseconds since 1970",
            "labels.csv:4:1: a user_id has 1 to 1024 bytes",
            "labels.csv:5:1: '2026-01-01T00:00:00' is no time: ISO-8601 with an offset, such as"
                + " 2026-11-20T10:15:30Z, or milliseconds since 1970",
            "labels.csv:6:1: no label",
            "labels.csv:7:1: 2 fields, but the header has 3");
  }

  @Test
  void whatIsNoSuchFileIsOneLine() throws IOException {
    assertThat(refused("userid,time,label\nu,0,1\n"))
        .isEqualTo(
            "labels.csv:1:1: the header has no column 'user_id' (is it 'userid'?): it names user_id,"
                + " time and label");
    assertThat(refused("")).contains("the header has no column 'user_id'");
    assertThat(refused("user_id,time,label\n")).isEqualTo("labels.csv: no labels in it");
    assertThat(refused("user_id,time,label\nu,0,\"1\n")).startsWith("labels.csv: ").hasLineCount(1);
    assertThat(refused("user_id,user_id,time,label\nu,u,0,1\n")).hasLineCount(1);
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "user_id,time,label\nü,0,1\n".getBytes(StandardCharsets.ISO_8859_1));
    try (QueryEngine engine = QueryEngine.open(folder, 128L << 20)) {
      assertThatThrownBy(() -> LabelFile.read(latin, engine)).hasMessage(latin + ": not UTF-8");
    }
  }
}
