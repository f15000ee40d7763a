package io.portrait.embedding.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * How texts go into a model and vectors come out: what {@code serving.properties} says, a file that
 * DJL has too. Of its keys {@code maxLength}, {@code pooling} and {@code includeTokenTypes} are
 * read; {@code normalize} is not, for vectors here always have length 1.
 *
 * @param maxLength tokens of a text, special ones included, after which it is cut off; 0: what the
 *     tokenizer's file says, or 512
 * @param pooling for a model that gives a vector a token; one that gives a vector a text has pooled
 * @param includeTokenTypes whether the model wants {@code token_type_ids} as a third input
 */
public record ModelSettings(int maxLength, Pooling pooling, boolean includeTokenTypes) {

  /** For a model that comes without {@code serving.properties}. */
  public static final ModelSettings DEFAULT = new ModelSettings(0, Pooling.MEAN, false);

  /** Checks the length. */
  public ModelSettings {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength: " + maxLength + " is below 0");
    }
  }

  /**
   * Reads what a file says; what it does not say is as in {@link #DEFAULT}.
   *
   * @throws IllegalArgumentException if a value cannot be
   */
  static ModelSettings of(Properties properties) {
    return new ModelSettings(
        maxLength(properties.getProperty("maxLength", "0").strip()),
        pooling(properties.getProperty("pooling", "mean").strip()),
        truth(properties.getProperty("includeTokenTypes", "false").strip()));
  }

  /** As the text of a {@code serving.properties}. */
  public String toProperties() {
    return """
        engine=PyTorch
        maxLength=%d
        pooling=%s
        normalize=true
        includeTokenTypes=%b
        """
        .formatted(maxLength, pooling.name().toLowerCase(Locale.ROOT), includeTokenTypes);
  }

  private static int maxLength(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("maxLength: " + value + " is no whole number", e);
    }
  }

  private static Pooling pooling(String value) {
    return Arrays.stream(Pooling.values())
        .filter(pooling -> pooling.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("pooling: " + value + " is neither mean nor cls"));
  }

  private static boolean truth(String value) {
    if (!List.of("true", "false").contains(value)) {
      throw new IllegalArgumentException(
          "includeTokenTypes: " + value + " is neither true nor false");
    }
    return Boolean.parseBoolean(value);
  }
}
