package io.portrait.embedding.model;

/** How a text's vector is got from those of its tokens. */
public enum Pooling {
  /** The mean over all tokens. */
  MEAN,

  /** The vector of the first token, which some models are trained to put in front: CLS. */
  CLS
}
