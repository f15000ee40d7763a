package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything starts. */
class CommandLineTest {

  private static final String DEFINITIONS =
      "project: shop\n"
          + "features:\n"
          + "  - {name: views, types: [view], aggregate: count, windows: [1h]}\n";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void helpNamesEveryCommand() {
    Run help = Run.of("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "up",
            "replay",
            "get",
            "similar",
            "explain",
            "audit",
            "segments",
            "models",
            "training-set",
            "audience",
            "erase",
            "validate");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void nobodyIsErasedWhoNobodyConfirms() throws Exception {
    Run run = Run.of("erase", "u-1", "u-2", "--data-dir", folder.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.complaints())
        .containsExactly(
            "portrait: erases 2 users for good, and nobody can be asked: give --yes");
    assertThat(Files.list(folder)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fly                               | fly",
        "up --no-such-thing                | --no-such-thing",
        "up --events a --generate 5        | mutually exclusive",
        "up --generate 0                   | --generate",
        "up --generate many                | --generate",
        "up --checkpoint-interval 10       | '10' is no duration",
        "up --parallelism 0                | --parallelism",
        "up --port 70000                   | --port",
        "up --redis redis://u:secret@h:1   | --redis",
        "replay                            | --events",
        "get                               | USER",
        "similar                           | (USER | --text=TEXT)",
        "similar u-1 --text shoes          | mutually exclusive",
        "similar u-1 u-2                   | u-2",
        "similar u-1 --limit 0             | --limit: 1 to 1,000, not 0",
        "similar u-1 --limit 1001          | --limit: 1 to 1,000, not 1001",
        "similar u-1 --limit few           | --limit",
        "explain u-1                       | COLUMN",
        "explain u-1 viws_7d --savepoint s | did you mean 'views_7d'",
        "erase                             | whom?",
        "erase u-1 --due                   | --due: without users",
        "erase u-1 --kafka h:1             | --redis and --warehouse",
        "erase u-1 --redis redis://h:1     | --kafka",
        "erase u-1 --warehouse w           | --kafka",
        "erase u-1 --timeout soon          | 'soon' is no duration",
        "audit --sample 0                  | --sample: 1 to 1,000,000, not 0",
        "audit --ticks -1                  | --ticks: 0 or more, not -1",
        "audit --every soon                | 'soon' is no duration",
        "audit --metrics-port 9            | --every",
        "audit --every 1h --metrics-port 70000 | --metrics-port: 0 to 65535",
        "audit --events a --kafka b:1      | --events and --kafka: one of both",
        "audit --redis redis://h:1         | give the events too",
        "training-set                      | --out: which file?",
        "training-set --out a.json         | .parquet or .csv",
        "training-set --from soon          | 'soon' is no time",
        "training-set --memory 1KB         | '1KB' is no size",
        "audience --where a                | --out",
        "audience --out a.csv              | --where, --like or both",
        "audience --out a --where b        | .parquet or .csv",
        "audience --out a.csv --where b --limit 0   | --limit: at least 1",
        "audience --out a.csv --where b --normalise | only with --hash-ids",
        "validate                          | F"
      })
  void wrongUseIsOneLineAndTwo(String arguments, String about) {
    Run run = Run.of(arguments.split(" +"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("portrait: ")
        .contains(about);
    assertThat(run.err()).doesNotContain("secret");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void saysThatAFileOfDefinitionsIsFine() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);

    Run run = Run.of("validate", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(file + ": ok, 1 features, 14 columns\n");
  }

  @Test
  void saysEveryMistakeOfDefinitionsOnALineOfItsOwn() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("shop.yaml"),
            DEFINITIONS.replace("count", "cuont").replace("1h", "1x").replace("shop", "Sh op"));

    for (Run run :
        new Run[] {
          Run.of("validate", file.toString()),
          Run.of("up", "--definitions", file.toString(), "--data-dir", folder + "/data"),
        }) {
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith(file + ":"))
          .anyMatch(line -> line.contains("did you mean 'count'"));
    }
    assertThat(folder.resolve("data")).as("nothing was started").doesNotExist();
  }

  @Test
  void saysWhichFileOfEventsIsMissing() throws Exception {
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    String missing = folder.resolve("events.jsonl").toString();

    for (String command : new String[] {"up", "replay"}) {
      Run run = Run.of(command, "--events", missing, "--definitions", definitions.toString());

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("portrait: no such file: " + missing + "\n");
    }
  }

  @Test
  void saysWhyADataDirectoryCannotBeUsed() throws Exception {
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    Path file = Files.writeString(folder.resolve("file"), "");

    Run run = Run.of("up", "--definitions", definitions.toString(), "--data-dir", file + "/data");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("portrait: data directory " + file + "/data cannot be used: ");
  }

  @Test
  void getNeedsADataDirectory() {
    Run run = Run.of("get", "u-1", "--data-dir", folder + "/none");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no data directory " + folder + "/none");
  }

  @Test
  void similarNeedsADataDirectoryAndAModelForTexts() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    for (String like : new String[] {"u-1", "--text=shoes"}) {
      Run run = Run.of("similar", like, "--data-dir", folder + "/none");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("no data directory " + folder + "/none");
    }
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    Run run =
        Run.of(
            "similar",
            "--text",
            "shoes",
            "--data-dir",
            empty.toString(),
            "--definitions",
            definitions.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("portrait: the definitions of project shop have no embedding\n");
  }

  @Test
  void anEmptyTextIsWrongUse() {
    Run run = Run.of("similar", "--text", " ", "--data-dir", folder.toString());

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("portrait: --text: an empty text is like nobody\n");
  }

  @Test
  void similarExplainsItself() {
    Run help = Run.of("similar", "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("(USER | --text=TEXT)", "--limit", "--json", "--data-dir", "--redis")
        .contains("--definitions");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void explainNeedsSomethingSaved() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Run nowhere = Run.of("explain", "u-1", "views_7d", "--data-dir", folder + "/none");
    Run early = Run.of("explain", "u-1", "views_7d", "--data-dir", empty.toString());

    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no data directory " + folder + "/none", "give --savepoint");
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err())
        .isEqualTo(
            "portrait: no savepoint or checkpoint in "
                + empty
                + " yet: up makes the first within seconds\n");
  }

  @Test
  void explainSaysWhatIsNoSavepoint() throws Exception {
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(damaged.resolve("_metadata"), "nothing that Flink wrote");

    for (String place : new String[] {folder + "/none", folder.toString(), damaged.toString()}) {
      Run run = Run.of("explain", "u-1", "views_7d", "--savepoint", place);

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .startsWith("portrait: " + place + " cannot be read: ");
      assertThat(run.out()).isEmpty();
    }
  }
}
