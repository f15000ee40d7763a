package io.portrait.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that is not where it was looked for is one line that says what to do. */
class ModelFilesTest {

  @TempDir private Path folder;

  @Test
  void aModelOfTheCatalogueThatIsNotBuiltSaysHowToBuildIt() {
    assertMissing(
        "bge-small-zh",
        "model bge-small-zh is not on the class path; './mvnw -pl models/bge-small-zh -am package"
            + " -Dmaven.test.skip' makes its jar, portrait-model-bge-small-zh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all-mini", "", "../x", "a/b", "/etc", "http://example.com/x"})
  void anUnknownNameSaysWhichThereAre(String name) {
    assertMissing(
        name,
        "no model "
            + name
            + "; on the class path: none; of the catalogue: all-minilm-l6-v2, bge-small-en,"
            + " bge-small-zh; one of your own: file:/FOLDER");
  }

  @Test
  void aFolderMustBeThere() {
    String address = folder.resolve("none").toUri().toString();

    assertMissing(address, "model " + address + ": there is no such folder");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    String address = touch("model.pt").toUri().toString();

    assertMissing(address, "model " + address + ": that is no folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:", "file:models/mine", "file://host/models", "file:/%zz"})
  void anAddressIsAWholePath(String address) {
    assertMissing(
        address,
        "model " + address + ": not an address of a folder, which is file:/ and its whole path");
  }

  @Test
  void aFolderNeedsAScript() throws IOException {
    touch("tokenizer.json");
    touch("model-half.pt");

    assertMissing(
        address(),
        "model " + address() + ": the folder has no *.pt, a model saved by torch.jit.save");
  }

  @Test
  void aFolderHasOneScript() throws IOException {
    touch("b.pt");
    touch("a.pt");
    touch("tokenizer.json");

    assertMissing(
        address(), "model " + address() + ": the folder has more than one *.pt: a.pt, b.pt");
  }

  @Test
  void aFolderNeedsATokenizer() throws IOException {
    touch("model.pt");

    assertMissing(address(), "model " + address() + ": the folder has no tokenizer.json");
  }

  @Test
  void halfWeightsAreThoseBesideTheScript() throws IOException {
    touch("mine.pt");
    touch("tokenizer.json");
    touch("other-half.pt");
    assertThat(ModelFiles.of(address()).hasHalf()).isFalse();

    touch("mine-half.pt");
    ModelFiles files = ModelFiles.of(address());

    assertThat(files.hasHalf()).isTrue();
    assertThat(files.script(true).getPath()).endsWith("/mine-half.pt");
    assertThat(files.script(false).getPath()).endsWith("/mine.pt");
  }

  @Test
  void aFolderMayHaveASpaceInItsName() throws IOException {
    Path spaced = Files.createDirectory(folder.resolve("my model"));
    Files.createFile(spaced.resolve("model.pt"));
    Files.createFile(spaced.resolve("tokenizer.json"));

    assertThat(ModelFiles.of("file:" + spaced).model()).isEqualTo("file:" + spaced);
    assertThat(ModelFiles.of(spaced.toUri().toString()).hasHalf()).isFalse();
  }

  private Path touch(String name) throws IOException {
    return Files.createFile(folder.resolve(name));
  }

  private String address() {
    return folder.toUri().toString();
  }

  private static void assertMissing(String model, String message) {
    assertThatThrownBy(() -> ModelFiles.of(model))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessage(message);
  }
}
