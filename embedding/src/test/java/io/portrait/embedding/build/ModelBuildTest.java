package io.portrait.embedding.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.embedding.model.BuiltModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build makes, and that it makes the same again. */
class ModelBuildTest {

  private static final PretrainedModel MODEL = PretrainedModel.BGE_SMALL_ZH;

  @TempDir private Path classes;

  @Test
  void twoBuildsGiveTheSameBytes() throws IOException {
    ModelBuild.main(new String[] {MODEL.modelName(), classes.toString(), "float,half"});

    Path first = BuiltModels.folder(MODEL);
    Path second = classes.resolve("io/portrait/embedding/model/bge-small-zh");
    List<String> names =
        List.of("model-half.pt", "model.pt", "serving.properties", "tokenizer.json");
    assertThat(names(first)).isEqualTo(names);
    assertThat(names(second)).isEqualTo(names);
    for (String name : names) {
      assertThat(Files.mismatch(first.resolve(name), second.resolve(name))).as(name).isEqualTo(-1);
    }
  }

  @Test
  void theNoticeGoesWithTheModelAndHalfOnlyWhereItIsAskedFor() throws IOException {
    Path half = classes.resolve("io/portrait/embedding/model/bge-small-zh/model-half.pt");
    Files.createDirectories(half.getParent());
    Files.createFile(half);

    ModelBuild.main(new String[] {MODEL.modelName(), classes.toString(), "float"});

    assertThat(half).doesNotExist();
    assertThat(half.resolveSibling("serving.properties"))
        .hasContent(
            """
            engine=PyTorch
            maxLength=512
            pooling=cls
            normalize=true
            includeTokenTypes=false
            """);
    assertThat(classes.resolve("META-INF/NOTICE-bge-small-zh.txt"))
        .content()
        .contains("bge-small-zh-v1.5", "BAAI", "MIT License", "Copyright (c) 2022 staoxiao");
  }

  @Test
  void numbersLieUncompressedAtMultiplesOf64Bytes() throws IOException {
    Path file = BuiltModels.folder(MODEL).resolve("model.pt");
    Map<Long, String> offsets = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long at = 0;
      for (ZipEntry entry : zip.stream().toList()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        at += 30 + entry.getName().length() + entry.getExtra().length;
        offsets.put(at, entry.getName());
        at += entry.getSize();
      }
    }

    assertThat(offsets).hasSize(21).containsValue("model/data/15");
    assertThat(offsets.keySet()).allMatch(offset -> offset % 64 == 0);
  }

  @Test
  void anUnknownPrecisionIsNamed() {
    assertThatThrownBy(
            () -> ModelBuild.main(new String[] {MODEL.modelName(), classes.toString(), "double"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision double is neither float nor half");
  }

  @Test
  void anUnknownModelSaysWhichThereAre() {
    assertThatThrownBy(
            () -> ModelBuild.main(new String[] {"bge-large", classes.toString(), "float"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no model bge-large in the catalogue; there are all-minilm-l6-v2, bge-small-en,"
                + " bge-small-zh");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
