package io.portrait.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of events: plain, gzip, zstd. */
class EventFileTest {

  private final Path folder;

  EventFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** How a file's content lies on the disk. */
  enum Encoding {
    PLAIN {
      @Override
      OutputStream over(OutputStream out) {
        return out;
      }
    },
    GZIP {
      @Override
      OutputStream over(OutputStream out) throws IOException {
        return new GZIPOutputStream(out);
      }
    },
    ZSTD {
      @Override
      OutputStream over(OutputStream out) throws IOException {
        return new ZstdOutputStream(out);
      }
    };

    abstract OutputStream over(OutputStream out) throws IOException;

    byte[] encode(byte[] content) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = over(bytes)) {
        out.write(content);
      }
      return bytes.toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void linesComeWithoutTheirEndsAndBlankOnesNotAtAll(Encoding encoding) throws IOException {
    Path file = write(encoding, "one\ntwo\r\n\n  \t\r\n\r\n three \r\r\nfour");

    assertThat(read(file)).containsExactly("one", "two", " three \r", "four");
  }

  @ParameterizedTest
  @EnumSource
  void aByteOrderMarkAtTheStartIsPassedOver(Encoding encoding) throws IOException {
    assertThat(read(write(encoding, "\uFEFFone\n\uFEFFtwo\n"))).containsExactly("one", "\uFEFFtwo");
    assertThat(read(write(encoding, "\uFEFF"))).isEmpty();
    assertThat(read(write(encoding, ""))).isEmpty();
    assertThat(read(write(encoding, "a"))).containsExactly("a");
    assertThat(read(write(encoding, "\n\nab\n"))).containsExactly("ab");
  }

  @ParameterizedTest
  @EnumSource
  void membersAndFramesFollowOneAnother(Encoding encoding) throws IOException {
    byte[] joined =
        Bytes.concat(
            encoding.encode("one\ntw".getBytes(UTF_8)),
            encoding.encode("".getBytes(UTF_8)),
            encoding.encode("o\nthree".getBytes(UTF_8)));

    assertThat(read(Files.write(folder.resolve("joined"), joined)))
        .containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @EnumSource
  void linesOfAnyLengthComeWhole(Encoding encoding) throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add("x".repeat(1 + random.nextInt(i % 50 == 0 ? 200_000 : 2_000)));
    }

    assertThat(read(write(encoding, String.join("\n", lines)))).isEqualTo(lines);
    assertThat(read(write(encoding, String.join("\r\n", lines) + "\r\n"))).isEqualTo(lines);
  }

  @Test
  void aLineOverOneMebibyteIsCutAByteLaterAndTheNextOneIsWhole() throws IOException {
    int limit = EventParser.MAX_RECORD_BYTES;
    String atTheLimit = "a".repeat(limit);
    String overIt = "b".repeat(limit + 1);
    String huge = "c".repeat(5 * limit);

    List<String> lines =
        read(
            write(
                Encoding.PLAIN,
                String.join("\r\n", atTheLimit, overIt, huge, " ".repeat(3 * limit), "end")));

    assertThat(lines)
        .containsExactly(
            atTheLimit, overIt, huge.substring(0, limit + 1), " ".repeat(limit + 1), "end");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aCutFileSaysSoAfterTheLinesThatAreThere(Encoding encoding) throws IOException {
    byte[] whole = encoding.encode("{\"user_id\":1}\n".repeat(50).getBytes(UTF_8));
    Path file = folder.resolve("cut");

    for (int length = 4; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(file))
          .as("cut after %d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("damaged")
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aCutSecondMemberIsNoEndOfFile(Encoding encoding) throws IOException {
    byte[] member = encoding.encode("one\n".getBytes(UTF_8));
    Path file = folder.resolve("cut");

    for (int length = 1; length < member.length; length++) {
      Files.write(file, Bytes.concat(member, Arrays.copyOf(member, length)));
      assertThatThrownBy(() -> read(file))
          .as("cut %d bytes into the second", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  /** Not every change can be noticed: zstd has no checksum unless asked for. */
  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aChangedByteIsAnErrorOfTheFileAndOfNothingElse(Encoding encoding) throws IOException {
    byte[] whole = encoding.encode("{\"user_id\":1}\n{\"user_id\":2}\n".getBytes(UTF_8));
    Path file = folder.resolve("changed");
    int errors = 0;

    for (int at = 4; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(file, changed);
        try {
          read(file);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining(file.toString());
          errors++;
        }
      }
    }
    assertThat(errors).isGreaterThan(whole.length);
  }

  @Test
  void aDamagedFileSaysAfterHowManyLines() throws IOException {
    StringBuilder content = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      content.append(random.nextLong()).append('\n');
    }
    byte[] gzip = Encoding.GZIP.encode(content.toString().getBytes(UTF_8));
    Path file = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(gzip, gzip.length / 2));

    assertThatThrownBy(() -> read(file))
        .hasMessageMatching(".*cut\\.gz is damaged or cut off after [0-9]{1,2},[0-9]{3} lines: .*");
  }

  @Test
  void aFileThatIsNotThereOrAFolderIsOneClearLine() {
    assertThatThrownBy(() -> EventFile.open(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessage("no such file: " + folder.resolve("none"));
    assertThatThrownBy(() -> EventFile.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " is a folder, not a file of events");
  }

  @ParameterizedTest
  @EnumSource
  void progressGrowsFromNothingToAll(Encoding encoding) throws IOException {
    Path file = write(encoding, "a line of text\n".repeat(20_000));

    try (EventFile lines = EventFile.open(file)) {
      double before = lines.progress();
      while (lines.next() != null) {
        assertThat(lines.progress()).isBetween(before, 1.0);
        before = lines.progress();
      }
      assertThat(lines.progress()).isEqualTo(1);
      assertThat(lines.bytesRead()).isEqualTo(Files.size(file));
      assertThat(lines.lines()).isEqualTo(20_000);
    }
  }

  private Path write(Encoding encoding, String content) throws IOException {
    // the name says nothing: the first bytes do
    return Files.write(folder.resolve("events.dat"), encoding.encode(content.getBytes(UTF_8)));
  }

  private static List<String> read(Path file) throws IOException {
    List<String> read = new ArrayList<>();
    try (EventFile lines = EventFile.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        read.add(new String(line, UTF_8));
      }
    }
    return read;
  }
}
