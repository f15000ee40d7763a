package io.portrait.embedding.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The vectors of texts, made all at once by nothing but a model: what others are held against. */
public final class EncodedTexts {

  private static final int BATCH = 64;

  private EncodedTexts() {}

  /** A vector for each text. */
  public static Map<String, float[]> of(String modelName, Collection<String> texts) {
    Map<String, float[]> vectors = new HashMap<>();
    try (SentenceModel model = TorchModel.open(ModelFiles.of(modelName), "cpu", "float");
        SentenceModel.Encoder encoder = model.newEncoder()) {
      List<String> sorted = new ArrayList<>(new LinkedHashSet<>(texts));
      sorted.sort(Comparator.comparingInt(text -> model.tokenize(text).length));
      for (int from = 0; from < sorted.size(); from += BATCH) {
        List<String> batch = sorted.subList(from, Math.min(sorted.size(), from + BATCH));
        float[][] encoded = encoder.encode(batch.stream().map(model::tokenize).toList());
        for (int i = 0; i < encoded.length; i++) {
          vectors.put(batch.get(i), encoded[i]);
        }
      }
    }
    return vectors;
  }
}
