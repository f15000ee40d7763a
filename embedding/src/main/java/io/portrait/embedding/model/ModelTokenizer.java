package io.portrait.embedding.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Cuts texts into tokens as a model was trained on them, no more than it takes. Thread-safe. */
final class ModelTokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  private ModelTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Opens one.
   *
   * @throws ModelOpenException if the file is not a tokenizer's
   */
  static ModelTokenizer open(ModelFiles files, ModelSettings settings) throws IOException {
    // What the file says of padding and cutting is how it was trained, not how it is to be used.
    Map<String, String> options = new HashMap<>(Map.of("padding", "false", "stride", "0"));
    if (settings.maxLength() > 0) {
      String length = String.valueOf(settings.maxLength());
      options.put("maxLength", length);
      options.put("modelMaxLength", length);
    }
    try (InputStream json = files.tokenizer()) {
      return new ModelTokenizer(HuggingFaceTokenizer.newInstance(json, options));
    } catch (RuntimeException | LinkageError e) {
      throw new ModelOpenException(
          "model %s: tokenizer.json cannot be read: %s".formatted(files, EngineFailure.line(e)), e);
    }
  }

  /** Numbers of tokens, special ones included. */
  long[] tokenize(String text) {
    long[] tokens = tokenizer.encode(repaired(text)).getIds();
    // Without special tokens nothing is left of an empty text, of which there is no mean.
    return tokens.length == 0 ? new long[] {0} : tokens;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** One half of a surrogate pair would, on the way to native code, cost all other emoji too. */
  private static String repaired(String text) {
    if (text.codePoints().noneMatch(ModelTokenizer::isHalfOfAPair)) {
      return text;
    }
    return text.codePoints()
        .map(point -> isHalfOfAPair(point) ? 0xFFFD : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isHalfOfAPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
