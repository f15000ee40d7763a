package io.portrait.cli.similar;

import io.portrait.definition.Definition;

/** Turns texts into vectors of the space that embeddings live in. */
public interface TextVectors extends AutoCloseable {

  /**
   * Where a text lies.
   *
   * @return shape [dimensions of the embeddings], finite, not all zero
   */
  float[] vectorOf(String text);

  /** Gives the model back. */
  @Override
  void close();

  /** Opens the model of a definition file; may take seconds. */
  @FunctionalInterface
  interface Factory {

    /**
     * The model that the embeddings of these definitions come from.
     *
     * @throws io.portrait.cli.Failure if there is none, or it cannot be loaded
     */
    TextVectors open(Definition definition);
  }
}
