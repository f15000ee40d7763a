package io.portrait.embedding.build;

import io.portrait.embedding.model.ModelSettings;
import io.portrait.embedding.model.Pooling;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The catalogue: published sentence models that Portrait makes TorchScript of. What a model was
 * trained with (pooling, longest text) is what its authors say in its description.
 */
public enum PretrainedModel {
  /** English; 384 coordinates, 6 layers. */
  ALL_MINILM_L6_V2(
      "all-minilm-l6-v2",
      "all-MiniLM-L6-v2",
      256,
      Pooling.MEAN,
      "sentence-transformers",
      Licence.APACHE_2),

  /** English; 384 coordinates, 12 layers. */
  BGE_SMALL_EN("bge-small-en", "bge-small-en-v1.5", 512, Pooling.CLS, "BAAI", Licence.MIT),

  /** Chinese; 512 coordinates, 4 layers. */
  BGE_SMALL_ZH("bge-small-zh", "bge-small-zh-v1.5", 512, Pooling.CLS, "BAAI", Licence.MIT);

  private final String modelName;
  private final String title;
  private final int maxLength;
  private final Pooling pooling;
  private final String authors;
  private final String licence;

  PretrainedModel(
      String modelName,
      String title,
      int maxLength,
      Pooling pooling,
      String authors,
      String licence) {
    this.modelName = modelName;
    this.title = title;
    this.maxLength = maxLength;
    this.pooling = pooling;
    this.authors = authors;
    this.licence = licence;
  }

  /**
   * A model by its name.
   *
   * @throws IllegalArgumentException naming those there are, if it is none of them
   */
  public static PretrainedModel of(String name) {
    return Arrays.stream(values())
        .filter(model -> model.modelName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no model " + name + " in the catalogue; there are " + names()));
  }

  /** How definitions name it. */
  public String modelName() {
    return modelName;
  }

  /** Where the class path has its weights, in ONNX and in 32 bits. */
  public String weightsResource() {
    return "/" + title.toLowerCase(Locale.ROOT) + ".onnx";
  }

  /** Where the class path has its tokenizer, in Hugging Face's format. */
  public String tokenizerResource() {
    return "/" + title.toLowerCase(Locale.ROOT) + "-tokenizer.json";
  }

  /** How texts go in and vectors come out. */
  public ModelSettings settings() {
    return new ModelSettings(maxLength, pooling, false);
  }

  /** Whose it is, and on what terms it may be passed on. */
  String notice() {
    return """
        %s
        A sentence model by %s.
        Source: https://huggingface.co/%s/%s

        Changed: the graph was rewritten from ONNX as TorchScript, with pooling and normalisation.
        The weights are as published; those in *-half.pt are rounded to 16 bits.

        %s"""
        .formatted(title, authors, authors, title, licence);
  }

  private static String names() {
    return Arrays.stream(values())
        .map(PretrainedModel::modelName)
        .collect(Collectors.joining(", "));
  }
}
