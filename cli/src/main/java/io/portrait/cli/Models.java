package io.portrait.cli;

import io.portrait.cli.similar.TextVectors;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.embedding.model.EncodingException;
import io.portrait.embedding.model.ModelFiles;
import io.portrait.embedding.model.ModelNotFoundException;
import io.portrait.embedding.model.ModelOpenException;
import io.portrait.embedding.model.SentenceModel;
import io.portrait.embedding.model.TorchModel;
import java.util.List;

/** The sentence models of definition files, on this machine. */
final class Models {

  private Models() {}

  /**
   * Sees that the model of a definition file is there, without loading it.
   *
   * @throws Failure if it is not: the definitions are wrong
   */
  static void check(Definition definition) {
    Embedding embedding = definition.embedding();
    if (embedding != null) {
      files(embedding);
    }
  }

  /**
   * Opens the model of a definition file on the processor: for one text no GPU is worth waiting
   * for.
   *
   * @throws Failure if there is none, or it cannot be opened
   */
  static TextVectors open(Definition definition) {
    Embedding embedding = definition.embedding();
    if (embedding == null) {
      throw Failure.because(
          "the definitions of project " + definition.project() + " have no embedding");
    }
    try {
      return new Vectors(TorchModel.open(files(embedding), "cpu", "float"));
    } catch (ModelOpenException e) {
      throw Failure.because(Failure.reason(e), e);
    }
  }

  private static ModelFiles files(Embedding embedding) {
    try {
      return ModelFiles.of(embedding.model());
    } catch (ModelNotFoundException e) {
      throw Failure.wrongUse(Failure.reason(e));
    }
  }

  /** One text at a time. */
  private record Vectors(SentenceModel model) implements TextVectors {

    @Override
    public float[] vectorOf(String text) {
      try (SentenceModel.Encoder encoder = model.newEncoder()) {
        return encoder.encode(List.of(model.tokenize(text)))[0];
      } catch (EncodingException e) {
        throw Failure.because("the text cannot be embedded: " + Failure.reason(e), e);
      }
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
