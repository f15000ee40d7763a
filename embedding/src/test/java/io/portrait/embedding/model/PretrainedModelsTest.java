package io.portrait.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.embedding.build.PretrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The models of the catalogue give the vectors of the weights they were made from. */
class PretrainedModelsTest {

  /** Ten times what is found, which is what 32 bits can do. */
  private static final double CLOSE = 4e-6;

  private static final int BATCH = 4;

  /** Few, for CPUs are slow with half weights. */
  private static final List<String> FEW =
      List.of("", "light trail running shoes", "轻便的越野跑鞋", "café crème brûlée", "👟🏃 7/8\"");

  @ParameterizedTest
  @EnumSource(PretrainedModel.class)
  void vectorsAreThoseOfOnnxRuntimeAloneAndInBatchesOfMixedLengths(PretrainedModel pretrained)
      throws Exception {
    List<String> texts = VariedTexts.all();
    assertThat(texts).hasSizeGreaterThan(60);
    try (OnnxOracle oracle = new OnnxOracle(pretrained);
        TorchModel model = TorchModel.open(BuiltModels.files(pretrained), "cpu", "auto");
        SentenceModel.Encoder encoder = model.newEncoder()) {
      assertThat(model.precision()).isEqualTo("float");
      List<long[]> tokens = texts.stream().map(model::tokenize).toList();
      List<double[]> expected = new ArrayList<>();
      for (long[] text : tokens) {
        expected.add(oracle.encode(text));
      }

      double alone = 0;
      for (int i = 0; i < texts.size(); i++) {
        float[] vector = encoder.encode(List.of(tokens.get(i)))[0];
        assertThat(vector).hasSize(model.dimensions());
        alone = Math.max(alone, distance(vector, expected.get(i)));
      }
      double inBatches = 0;
      for (List<Integer> batch : shuffledBatches(texts.size())) {
        float[][] vectors = encoder.encode(batch.stream().map(tokens::get).toList());
        for (int i = 0; i < vectors.length; i++) {
          inBatches = Math.max(inBatches, distance(vectors[i], expected.get(batch.get(i))));
        }
      }

      assertThat(alone).isLessThan(CLOSE);
      assertThat(inBatches).isLessThan(CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource(PretrainedModel.class)
  void halfWeightsGiveNearlyTheSameDirection(PretrainedModel pretrained) {
    ModelFiles files = BuiltModels.files(pretrained);
    try (TorchModel whole = TorchModel.open(files, "cpu", "float");
        TorchModel half = TorchModel.open(files, "cpu", "half");
        SentenceModel.Encoder wholeEncoder = whole.newEncoder();
        SentenceModel.Encoder halfEncoder = half.newEncoder()) {
      assertThat(half.precision()).isEqualTo("half");
      List<long[]> tokens = FEW.stream().map(whole::tokenize).toList();
      float[][] expected = wholeEncoder.encode(tokens);
      float[][] vectors = halfEncoder.encode(tokens);

      for (int i = 0; i < vectors.length; i++) {
        assertThat(dot(vectors[i], expected[i])).as(FEW.get(i)).isGreaterThan(0.999);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PretrainedModel.class)
  void aTextIsCutOffWhereTheModelEnds(PretrainedModel pretrained) {
    try (TorchModel model = TorchModel.open(BuiltModels.files(pretrained), "cpu", "float")) {
      long[] tokens = model.tokenize("word ".repeat(5_000));

      assertThat(tokens).hasSize(pretrained.settings().maxLength());
      long[] few = model.tokenize("word");
      assertThat(few).hasSize(3);
      assertThat(tokens[0]).isEqualTo(few[0]);
      assertThat(tokens[tokens.length - 1]).isEqualTo(few[2]);
    }
  }

  @Test
  void textsOfOneMeaningAreNearerThanOthers() {
    try (TorchModel model = BuiltModels.openMiniLm();
        SentenceModel.Encoder encoder = model.newEncoder()) {
      float[][] vectors =
          encoder.encode(
              List.of(
                  model.tokenize("light trail running shoes"),
                  model.tokenize("sneakers for jogging in the woods"),
                  model.tokenize("cordless drill with two batteries")));

      assertThat(dot(vectors[0], vectors[1])).isGreaterThan(dot(vectors[0], vectors[2]) + 0.3);
      assertThat(model.dimensions()).isEqualTo(384);
      assertThat(model.device()).isEqualTo("cpu");
    }
  }

  @Test
  void onACpuATextHasTheSameBitsInEveryBatchOfItsLength() {
    List<String> words = List.of("red", "blue", "box", "cake", "cup", "fish", "house", "tree");
    Random random = new Random(3);
    try (TorchModel model = BuiltModels.openMiniLm();
        SentenceModel.Encoder encoder = model.newEncoder()) {
      assertThat(model.isReproducible()).isTrue();
      for (int length = 1; length <= 20; length++) {
        List<long[]> texts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          StringBuilder text = new StringBuilder();
          for (int word = 0; word < length; word++) {
            text.append(words.get(random.nextInt(words.size()))).append(' ');
          }
          texts.add(model.tokenize(text.toString()));
        }
        float[][] together = encoder.encode(texts);
        for (int i = 0; i < texts.size(); i++) {
          List<long[]> from = texts.subList(i, Math.min(texts.size(), i + 1 + random.nextInt(4)));
          assertThat(encoder.encode(from)[0]).isEqualTo(together[i]);
        }
      }
    }
  }

  @Test
  void aHalfOfASurrogatePairCostsNoOtherToken() {
    try (TorchModel model = BuiltModels.openMiniLm()) {
      assertThat(model.tokenize("shoes \ud800 👟 light"))
          .isEqualTo(model.tokenize("shoes \ufffd 👟 light"))
          .hasSize(5);
    }
  }

  @Test
  void namesAreThoseOfTheCatalogue() {
    assertThat(Arrays.stream(PretrainedModel.values()).map(PretrainedModel::modelName))
        .containsExactlyElementsOf(ModelOnClassPath.CATALOGUE);
  }

  private static List<List<Integer>> shuffledBatches(int size) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(7));
    List<List<Integer>> batches = new ArrayList<>();
    for (int i = 0; i < size; i += BATCH) {
      batches.add(order.subList(i, Math.min(i + BATCH, size)));
    }
    return batches;
  }

  private static double distance(float[] vector, double[] expected) {
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      distance = Math.max(distance, Math.abs(vector[i] - expected[i]));
    }
    return distance;
  }

  private static double dot(float[] left, float[] right) {
    double dot = 0;
    for (int i = 0; i < left.length; i++) {
      dot += left[i] * right[i];
    }
    return dot;
  }
}
