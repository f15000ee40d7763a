package io.portrait.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.embedding.build.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of users' own, whatever they give, come out as vectors of length 1. */
class OwnModelTest {

  private static final float EVEN = (float) Math.sqrt(0.5);

  @TempDir private Path folder;

  @Test
  void vectorsOfTokensBecomeTheirMeanWithoutThePadding() throws IOException {
    float[][] vectors = encode(TinyModel.perToken(folder), "east", "east north north", "up up");

    assertVector(vectors[0], 1, 0, 0);
    // (2, 0, 0), (0, 4, 0) and (0, 4, 0) are (2, 8, 0) / 3 in the mean.
    assertVector(vectors[1], (float) (2 / Math.sqrt(68)), (float) (8 / Math.sqrt(68)), 0);
    assertVector(vectors[2], 0, 0, 1);
  }

  @Test
  void orTheVectorOfTheFirstToken() throws IOException {
    TinyModel.perToken(folder);
    settings("pooling=cls");

    assertVector(encode(folder, "north east up")[0], 0, 1, 0);
  }

  @Test
  void aVectorATextIsTakenAsItIs() throws IOException {
    TinyModel.giving(folder, "Tensor", "torch.sum(states, [1])");

    assertVector(encode(folder, "east east north")[0], EVEN, EVEN, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tuple[Tensor, Tensor] | (states, torch.neg(states))",
        "Dict[str, Tensor] | {\"pooler_output\": torch.neg(states), \"last_hidden_state\": states}",
        "Dict[str, Tensor] | {\"zzz\": states}",
        "Tensor | torch.to(states, 5)",
        "Tensor | torch.to(states, 15)"
      })
  void whatIsWantedIsFoundAmongWhatAModelGives(String type, String value) throws IOException {
    TinyModel.giving(folder, type, value);

    assertVector(encode(folder, "east")[0], 1, 0, 0);
  }

  @Test
  void tokenTypesAreGivenToAModelThatTakesThem() throws IOException {
    TinyModel.withTokenTypes(folder);
    settings("includeTokenTypes=true");

    assertVector(encode(folder, "east")[0], 1, 0, 0);
  }

  @Test
  void anEmptyTextHasAVectorThoughTheTokenizerLeavesNothingOfIt() throws IOException {
    float third = (float) Math.sqrt(1 / 3.0);

    assertVector(encode(TinyModel.perToken(folder), "")[0], third, third, third);
  }

  @Test
  void theSettingsSayWhereATextIsCutOff() throws IOException {
    TinyModel.perToken(folder);
    settings("maxLength=2");

    assertVector(encode(folder, "east east north up")[0], 1, 0, 0);
  }

  @Test
  void aVectorOfZerosOrOfNoNumbersIsRefused() throws IOException {
    TinyModel.perToken(folder);

    assertThatThrownBy(() -> encode(folder, "east", "nothing"))
        .isInstanceOf(EncodingException.class)
        .hasMessage("the model gives a vector of zeros, which has no direction");
    assertThatThrownBy(() -> encode(folder, "broken"))
        .isInstanceOf(EncodingException.class)
        .hasMessage("the model gives a vector that is not finite")
        .satisfies(e -> assertThat(((EncodingException) e).isOutOfMemory()).isFalse());
  }

  @Test
  void aTokenThatTheModelDoesNotKnowFailsItsBatchAndNoOther() throws IOException {
    try (TorchModel model = open(TinyModel.perToken(folder));
        SentenceModel.Encoder encoder = model.newEncoder()) {
      assertThatThrownBy(() -> encoder.encode(List.of(new long[] {1}, new long[] {77})))
          .isInstanceOf(EncodingException.class)
          .hasMessageContaining("index out of range")
          .hasMessageNotContaining("\n");
      assertVector(encoder.encode(List.of(new long[] {1}))[0], 1, 0, 0);
      assertThatThrownBy(() -> encoder.encode(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aShapeThatIsNoVectorsIsRefusedWhenTheModelIsOpened() throws IOException {
    TinyModel.giving(folder, "Tensor", "torch.sum(states)");

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelOpenException.class)
        .hasMessageContaining("wanted: [texts][n] or [texts][tokens][n]");
  }

  @Test
  void anEncoderPerThreadGivesEachTheSame() throws IOException {
    try (TorchModel model = open(TinyModel.perToken(folder))) {
      List<float[]> vectors =
          List.of("east", "east", "east", "east").parallelStream()
              .map(
                  text -> {
                    try (SentenceModel.Encoder encoder = model.newEncoder()) {
                      return encoder.encode(List.of(model.tokenize(text)))[0];
                    }
                  })
              .toList();

      assertThat(vectors).allSatisfy(vector -> assertVector(vector, 1, 0, 0));
    }
  }

  private void settings(String line) throws IOException {
    Files.writeString(folder.resolve("serving.properties"), line + "\n");
  }

  private static TorchModel open(Path folder) {
    return TorchModel.open(ModelFiles.of(folder.toUri().toString()), "cpu", "auto");
  }

  private static float[][] encode(Path folder, String... texts) {
    try (TorchModel model = open(folder);
        SentenceModel.Encoder encoder = model.newEncoder()) {
      assertThat(model.dimensions()).isEqualTo(3);
      return encoder.encode(Arrays.stream(texts).map(model::tokenize).toList());
    }
  }

  private static void assertVector(float[] vector, float... expected) {
    assertThat(vector).containsExactly(expected, within(1e-6f));
  }
}
